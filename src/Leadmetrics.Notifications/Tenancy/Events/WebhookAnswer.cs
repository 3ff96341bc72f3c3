namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>What came of a request to a webhook. The caller is told the status alone: it may be anybody.</summary>
/// <param name="Status">The answer; its number is the HTTP status code.</param>
public sealed record WebhookAnswer(WebhookStatus Status)
{
    /// <summary>Events that are new here.</summary>
    public int Stored { get; init; }

    /// <summary>Events that were stored before.</summary>
    public int Known { get; init; }

    /// <summary>Events of mail that was sent otherwise through the same account, or is another tenant's.</summary>
    public int Foreign { get; init; }

    /// <summary>Events of kinds that concern no mail of ours, or that this version does not know.</summary>
    public int PassedOver { get; init; }

    /// <summary>Events of ours that no store can keep, or that the store refused for good; the log says so (event 1116).</summary>
    public int Dropped { get; init; }
}
