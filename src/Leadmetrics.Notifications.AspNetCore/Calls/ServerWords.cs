using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>Which words of a server a tenant is shown.</summary>
/// <remarks>
/// Not those before authentication: any machine may have said them, the operator's own too (<see cref="TenantOutcomes.ForTenant"/>). Not those about the platform's account, which is the operator's; what
/// receivers say of a message and its recipients concerns whoever sent it.
/// </remarks>
internal static class ServerWords
{
    private const string Platform = "platform";

    /// <summary>Whether a try's words are the tenant's to see.</summary>
    public static bool MayShow(MailAttempt attempt) => attempt.Phase is not < SendPhase.Auth && !(attempt.Account == Platform && IsAboutTheAccount(attempt.Kind));

    /// <summary>Whether words are the tenant's to see of which only the kind is known.</summary>
    public static bool MayShow(FailureKind? kind) => kind is not (FailureKind.Blocked or FailureKind.Dns or FailureKind.Connect or FailureKind.Tls or FailureKind.Protocol or FailureKind.Timeout);

    /// <summary>Whether a failure of this kind is the account's, and no message's or recipient's.</summary>
    public static bool IsAboutTheAccount(FailureKind? kind) => kind is FailureKind.Configuration or FailureKind.Authentication or FailureKind.NeedsReauthorization or FailureKind.Throttled or FailureKind.SenderNotAuthenticated;
}
