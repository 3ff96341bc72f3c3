namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>How much a worker takes, and of whom.</summary>
public sealed record ClaimRequest
{
    /// <summary>The worker's name, 1 to 64 characters, another one in each process.</summary>
    public required string Worker { get; init; }

    /// <summary>Most mails in all; at least 1.</summary>
    public required int Most { get; init; }

    /// <summary>Most mails of one tenant, times its weight; at least 1.</summary>
    public required int Quantum { get; init; }

    /// <summary>Where the round over the tenants goes on: behind this one.</summary>
    /// <value><see langword="null"/>: at the first one.</value>
    public string? After { get; init; }

    /// <summary>Tenants that are passed over: their slots are taken, or their account has to wait.</summary>
    public IReadOnlyCollection<TenantId> Except { get; init; } = [];

    /// <summary>Tenants of which one mail is taken: their account has just waited. It may be a suspect, beside which one that is none is tolerated.</summary>
    public IReadOnlyCollection<TenantId> OneEach { get; init; } = [];

    /// <summary>Whether one suspect, a mail over which processes crashed more than once, may be among them.</summary>
    public bool Suspects { get; init; }

    /// <summary>How long the lease is.</summary>
    /// <value>60 seconds.</value>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);
}
