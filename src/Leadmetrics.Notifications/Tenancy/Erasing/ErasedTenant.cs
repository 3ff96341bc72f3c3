namespace Leadmetrics.Notifications.Tenancy.Erasing;

/// <summary>What was removed of a tenant.</summary>
/// <param name="Providers">Provider rows, with their sealed settings.</param>
/// <param name="SendingCounts">Counts of what it had sent, one a scope and piece of time.</param>
public sealed record ErasedTenant(int Providers, int SendingCounts)
{
    /// <summary>Delivery events; how far mails had come goes with them.</summary>
    public int Events { get; init; }

    /// <summary>Entries of the suppression list.</summary>
    public int Suppressions { get; init; }

    /// <summary>Queued mails, whatever had become of them, with their history.</summary>
    public int Mails { get; init; }
}
