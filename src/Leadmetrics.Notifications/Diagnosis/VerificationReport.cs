namespace Leadmetrics.Notifications.Diagnosis;

/// <summary>What a verification found, stage by stage. No mail was sent.</summary>
/// <param name="Stages">The stages in the order of <see cref="VerificationStage"/>; those that a provider does not have are left out.</param>
public sealed record VerificationReport(IReadOnlyList<StageResult> Stages)
{
    /// <summary>Why it failed; <see langword="null"/> where it passed.</summary>
    public EmailFailure? Failure { get; init; }

    /// <summary>Whether no stage failed.</summary>
    public bool Passed => Failure is null;

    /// <summary>All a tenant is told of a refused or failed connect: <c>blocked, dns, connect, tls, auth, protocol, configuration</c> or <c>ok</c>.</summary>
    public string Summary => Failure?.Kind switch
    {
        null => "ok",
        FailureKind.Blocked => "blocked",
        FailureKind.Dns => "dns",
        FailureKind.Connect => "connect",
        FailureKind.Timeout when Failure.Phase <= SendPhase.Connect => "connect",
        FailureKind.Tls => "tls",
        FailureKind.Authentication or FailureKind.NeedsReauthorization => "auth",
        FailureKind.Configuration => "configuration",
        _ => "protocol",
    };
}
