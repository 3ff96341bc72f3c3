namespace Leadmetrics.Notifications.Cli.Running;

/// <summary>Tells the exit code of what came of a send or a verification. Pure.</summary>
internal static class Verdict
{
    /// <summary>Uncertain before all else; what the operator has to set right is configuration, not delivery.</summary>
    public static ExitCode Of(EmailFailure failure) => failure switch
    {
        { Outcome: SendOutcome.Uncertain } => ExitCode.Uncertain,
        { Kind: FailureKind.Configuration or FailureKind.Blocked } => ExitCode.Configuration,

        // Resolve is before any connection: what does not work there is the store.
        { Kind: FailureKind.Unavailable, Phase: SendPhase.Resolve } => ExitCode.Configuration,
        _ => ExitCode.Failed,
    };

    /// <summary>Done only where every recipient was accepted.</summary>
    public static ExitCode Of(EmailSendResult result)
    {
        if (result.Failure is { } failure) return Of(failure);
        if (result.Recipients.Any(recipient => recipient.Outcome == RecipientOutcome.Uncertain)) return ExitCode.Uncertain;
        return result.Recipients.All(recipient => recipient.Outcome == RecipientOutcome.Accepted) ? ExitCode.Done : ExitCode.Failed;
    }
}
