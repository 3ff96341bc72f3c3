using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Conformance.Stores;

/// <summary>A queue of a test's own. Disposing of it removes what it left behind.</summary>
public abstract class QueueUnderTest : IAsyncDisposable
{
    /// <summary>The registration of a host.</summary>
    public abstract IServiceProvider Services { get; }

    public IQueueIntakeStore Intake => Services.GetRequiredService<IQueueIntakeStore>();

    public IQueueWorkStore Work => Services.GetRequiredService<IQueueWorkStore>();

    public IBreakerStore Breakers => Services.GetRequiredService<IBreakerStore>();

    public IQueueWakeFeed Wake => Services.GetRequiredService<IQueueWakeFeed>();

    /// <summary>Another host over the same queue. Ends with this object.</summary>
    public abstract IServiceProvider OpenHost();

    /// <summary>The store's clock.</summary>
    public abstract Task<DateTimeOffset> NowAsync();

    /// <summary>Lets time pass for the queue: its clock goes on, or every instant that is stored gets older.</summary>
    public abstract Task AdvanceAsync(TimeSpan by);

    /// <summary>Pauses a tenant, or weighs it, behind the back of what guards it.</summary>
    public abstract Task SetTenantAsync(TenantId tenant, bool paused = false, int weight = 1);

    /// <summary>The rows of a query over tables without schema. Numbers are <see cref="long"/>, texts <see cref="string"/>, octets <c>byte[]</c>; nothing is <see langword="null"/>.</summary>
    public abstract Task<IReadOnlyList<object?[]>> QueryAsync(string sql);

    /// <summary>An id as the database's SQL writes it.</summary>
    public virtual string Literal(Guid id) => $"'{id}'";

    /// <summary>How many rows a table holds.</summary>
    public async Task<long> CountAsync(string table, string where = "1 = 1") => (long)(await QueryAsync($"SELECT count(*) FROM {table} WHERE {where}"))[0][0]!;

    /// <summary>Removes what was stored of a mail's message.</summary>
    public Task RemoveBodyAsync(Guid id) => QueryAsync($"DELETE FROM email_message WHERE id = {Literal(id)}");

    /// <summary>How a mail stands; <see langword="null"/> where it is not to be done any more.</summary>
    public async Task<StoredJob?> FindJobAsync(Guid id) =>
        (await QueryAsync($"SELECT state, attempt, crashes, fence, phase FROM email_job WHERE id = {Literal(id)}")) is [var row]
            ? new StoredJob((int)(long)row[0]!, (int)(long)row[1]!, (int)(long)row[2]!, (long)row[3]!, (int)(long)row[4]!)
            : null;

    /// <summary>The history of a mail, in the order in which it came about.</summary>
    public async Task<IReadOnlyList<AttemptOutcome>> OutcomesAsync(Guid id) =>
        [.. (await QueryAsync($"SELECT outcome FROM email_attempt WHERE mail_id = {Literal(id)} ORDER BY at, fence")).Select(row => (AttemptOutcome)(long)row[0]!)];

    /// <summary>Why a mail is dead; <see langword="null"/> where it is not.</summary>
    public async Task<DeadReason?> FindDeadAsync(Guid id) =>
        (await QueryAsync($"SELECT reason FROM email_dead WHERE id = {Literal(id)}")) is [var row] ? (DeadReason)(long)row[0]! : null;

    /// <summary>What was counted of a tenant: sent, failed, deferred.</summary>
    public async Task<(long Sent, long Failed, long Deferred)> TallyAsync(TenantId tenant)
    {
        var rows = await QueryAsync($"SELECT sent, failed, deferred FROM email_tally WHERE tenant_id = '{tenant}'");
        return (rows.Sum(row => (long)row[0]!), rows.Sum(row => (long)row[1]!), rows.Sum(row => (long)row[2]!));
    }

    public abstract ValueTask DisposeAsync();
}
