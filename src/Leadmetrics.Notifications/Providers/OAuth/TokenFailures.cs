using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>The facts of a token that was not to be had.</summary>
internal static class TokenFailures
{
    public static EmailFailure Consent(string name, string? error) =>
        Failure(FailureKind.NeedsReauthorization, SendOutcome.Rejected, $"{name} no longer accepts the authorization{Behind(error)}.", Remedies.OAuthReauthorize);

    public static EmailFailure Client(string name, string? error) =>
        Failure(FailureKind.Authentication, SendOutcome.Rejected, $"{name} refused the OAuth2 client{Behind(error)}.", Remedies.OAuthClientRefused);

    public static EmailFailure Throttled(string name, TimeSpan? retryAfter) =>
        Failure(FailureKind.Throttled, SendOutcome.Deferred, $"{name}'s token service asks us to come later.", null) with { RetryAfter = retryAfter };

    public static EmailFailure Unavailable(string name, string why, TimeSpan? retryAfter = null) =>
        Failure(FailureKind.Unavailable, SendOutcome.Deferred, $"{name}'s token service cannot be used at the moment ({why}).", Remedies.OAuthEndpointUnreachable) with { RetryAfter = retryAfter };

    public static EmailFailure Unusable(string name, string why) =>
        Failure(FailureKind.Protocol, SendOutcome.Deferred, $"{name}'s token service gave an answer that is none ({why}).", Remedies.OAuthEndpointUnreachable);

    public static EmailFailure NotStored(string name) =>
        Failure(FailureKind.Unavailable, SendOutcome.Deferred, $"The tokens for {name} cannot be read or stored at the moment.", null);

    public static EmailFailure Unreadable(string name) =>
        Failure(FailureKind.Configuration, SendOutcome.Rejected, $"The stored tokens for {name} cannot be opened: test the provider again, and consent again where that fails.", Remedies.OAuthReauthorize);

    public static EmailFailure Of(TokenRefusal refusal, string name) => refusal == TokenRefusal.Consent ? Consent(name, null) : Client(name, null);

    private static string Behind(string? error) => error is null ? "" : $" ({error})";

    private static EmailFailure Failure(FailureKind kind, SendOutcome outcome, string message, Remedy? remedy) =>
        new() { Kind = kind, Phase = SendPhase.Auth, Outcome = outcome, Message = message, Remedy = remedy };
}
