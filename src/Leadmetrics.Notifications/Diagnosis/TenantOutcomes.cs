namespace Leadmetrics.Notifications.Diagnosis;

/// <summary>The one place that makes the coarse result for tenants out of a failure. Pure.</summary>
public static class TenantOutcomes
{
    /// <summary>The coarse result of a connect or a verification.</summary>
    /// <param name="failure">Why it failed; <see langword="null"/>: it passed.</param>
    /// <returns>The result.</returns>
    public static TenantOutcome Of(EmailFailure? failure) => failure switch
    {
        null => TenantOutcome.Ok,
        { Kind: FailureKind.Blocked } => TenantOutcome.Blocked,
        { Kind: FailureKind.Dns } => TenantOutcome.Dns,
        { Kind: FailureKind.Connect } => TenantOutcome.Connect,
        { Kind: FailureKind.Tls } => TenantOutcome.Tls,
        { Kind: FailureKind.Authentication or FailureKind.NeedsReauthorization } => TenantOutcome.Auth,
        { Kind: FailureKind.Configuration } => TenantOutcome.Configuration,

        // Broken off or kept waiting: where that was says what it was about.
        { Kind: FailureKind.Timeout or FailureKind.Unavailable, Phase: SendPhase.Resolve or SendPhase.Connect } => TenantOutcome.Connect,
        { Kind: FailureKind.Timeout or FailureKind.Unavailable, Phase: SendPhase.Tls } => TenantOutcome.Tls,
        _ => TenantOutcome.Protocol,
    };

    /// <summary>The result as a word: <c>ok, blocked, dns, connect, tls, auth, protocol</c> or <c>configuration</c>.</summary>
    /// <param name="outcome">The result.</param>
    /// <returns>The word.</returns>
    public static string ToWord(this TenantOutcome outcome) => outcome switch
    {
        TenantOutcome.Ok => "ok",
        TenantOutcome.Blocked => "blocked",
        TenantOutcome.Dns => "dns",
        TenantOutcome.Connect => "connect",
        TenantOutcome.Tls => "tls",
        TenantOutcome.Auth => "auth",
        TenantOutcome.Configuration => "configuration",
        _ => "protocol",
    };

    /// <summary>A failure as a tenant may see it.</summary>
    /// <param name="failure">The failure.</param>
    /// <returns>The same, without what was said before authentication: any machine may have answered until then, the operator's own too.</returns>
    public static EmailFailure ForTenant(this EmailFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure is { Response: not null, Phase: < SendPhase.Auth } ? failure with { Response = null } : failure;
    }
}
