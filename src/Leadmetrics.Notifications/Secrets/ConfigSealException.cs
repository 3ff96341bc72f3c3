namespace Leadmetrics.Notifications.Secrets;

/// <summary>Sealed settings that do not open, or settings that cannot be sealed at the moment.</summary>
public sealed class ConfigSealException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="message">One sentence; holds no secret.</param>
    /// <param name="innerException">The cause below, where there was one.</param>
    public ConfigSealException(SealFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>Why.</summary>
    public SealFailure Failure { get; }

    /// <summary>Whether the same call may succeed later without anybody doing anything.</summary>
    public bool IsTransient => Failure == SealFailure.Unavailable;
}
