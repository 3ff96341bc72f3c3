using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Chaos.Checking;

/// <summary>One entry of a mail's history, as it is stored.</summary>
internal sealed record AttemptRow(string Tenant, Guid Id, DateTime At, long Fence, string Worker, AttemptOutcome Outcome)
{
    /// <summary>Whether the mail ends with it.</summary>
    public bool IsEnd => Outcome is AttemptOutcome.Sent or AttemptOutcome.SettledAsDelivered or AttemptOutcome.Cancelled;

    /// <summary>Whether the mail may have got through nonetheless.</summary>
    public bool ExplainsCopy => Outcome is AttemptOutcome.Uncertain or AttemptOutcome.LeaseLost;
}
