using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Chaos.Checking;

/// <summary>One entry of a mail's history, as it is stored.</summary>
internal sealed record AttemptRow(string Tenant, Guid Id, DateTime At, long Fence, string Worker, AttemptOutcome Outcome)
{
    /// <summary>The process of the worker that held the mail.</summary>
    public int Process => WorkerProcessId.Of(Worker);

    /// <summary>Whether the mail ends with it.</summary>
    public bool IsEnd => Outcome is AttemptOutcome.Sent or AttemptOutcome.SettledAsDelivered or AttemptOutcome.Cancelled;

    /// <summary>Whether a worker's hold ended with it; else a person wrote it.</summary>
    public bool IsTry => Outcome is not (AttemptOutcome.Cancelled or AttemptOutcome.SettledAsDelivered or AttemptOutcome.Requeued);

    /// <summary>Whether a copy may have left with it.</summary>
    public bool MaySend => Outcome is AttemptOutcome.Sent or AttemptOutcome.PartlySent || ExplainsCopy;

    /// <summary>Whether the mail may have got through nonetheless.</summary>
    public bool ExplainsCopy => Outcome is AttemptOutcome.Uncertain or AttemptOutcome.LeaseLost;
}
