namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>No token was to be had.</summary>
internal sealed class TokenException(EmailFailure failure, Exception? innerException = null) : Exception(failure.Message, innerException)
{
    public EmailFailure Failure { get; } = failure;

    /// <summary>The entry that holds the refusal, where it was one for good.</summary>
    public TokenEntry? Refused { get; init; }
}
