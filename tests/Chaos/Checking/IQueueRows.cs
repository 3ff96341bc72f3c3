using Leadmetrics.Notifications;

namespace Leadmetrics.Chaos.Checking;

/// <summary>Reads a store's queue past the library, and lets time pass in it.</summary>
internal interface IQueueRows : IAsyncDisposable
{
    /// <summary>Live mails; all of them, or those of a WHERE that every store reads.</summary>
    Task<List<JobRow>> JobsAsync(string? where = null);

    /// <summary>All histories, each in its order.</summary>
    Task<List<AttemptRow>> AttemptsAsync();

    /// <summary>What a tenant's mails went through behind an instant.</summary>
    Task<List<AttemptRow>> AttemptsSinceAsync(TenantId tenant, DateTime instant);

    Task<List<DeadRow>> DeadAsync();

    Task<List<MessageRow>> MessagesAsync();

    /// <summary>Makes due what was tried before and waits, and forgets all breakers; what was never claimed keeps its time.</summary>
    Task PassTimeAsync();

    /// <summary>The time by the clock that leases are given by. UTC.</summary>
    Task<DateTime> NowAsync();
}
