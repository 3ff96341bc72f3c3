namespace Leadmetrics.Notifications.Tenancy;

/// <summary>A store could not do what it was asked.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="failure">What is wrong.</param>
    /// <param name="message">One sentence that says what to do; holds no secret.</param>
    /// <param name="innerException">The cause below, where there was one.</param>
    public StoreException(StoreFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What is wrong.</summary>
    public StoreFailure Failure { get; }

    /// <summary>Whether the same call may succeed later without anybody doing anything.</summary>
    public bool IsTransient => Failure == StoreFailure.Unavailable;
}
