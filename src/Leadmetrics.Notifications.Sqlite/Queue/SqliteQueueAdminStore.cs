using System.Data.Common;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>What is in the queue, and changes by hand, in one SQLite file.</summary>
/// <remarks>A look takes no lock. A change is one transaction that holds the write lock from its first statement, as every claim does: behind a pause that has committed, none begins.</remarks>
internal sealed partial class SqliteQueueAdminStore(SqliteDatabase database, SqliteQueueSignal signal, TimeProvider timeProvider) : IQueueAdminStore
{
    private const int MaxMessageIds = 1000;
    private const int MaxPage = 1000;

    private static readonly DateTimeOffset EndOfTime = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    public Task<QueueStatus> StatusAsync(TenantId? tenant, CancellationToken cancellationToken = default)
    {
        var now = timeProvider.GetUtcNow();
        var parameters = Key(tenant).Instant("now", now).Instant("since", SqliteInstant.ToMinute(now).AddHours(-1));
        return ReadAsync(
            async statements => (await statements.ListAsync(tenant is null ? "StatusOfAll" : "StatusOfTenant", parameters, reader => Status(reader, now), cancellationToken).ConfigureAwait(false))[0],
            cancellationToken);
    }

    public Task<IReadOnlyList<QueueHour>> HoursAsync(TenantId? tenant, int hours, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hours, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hours, 168);
        var now = timeProvider.GetUtcNow();
        var first = new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero).AddHours(1 - hours);
        return ReadAsync<IReadOnlyList<QueueHour>>(
            async statements =>
            {
                var counted = await statements.ListAsync(tenant is null ? "HoursOfAll" : "HoursOfTenant", Key(tenant).Instant("since", first), Hour, cancellationToken).ConfigureAwait(false);
                var byHour = counted.ToDictionary(hour => hour.Hour);
                return [.. Enumerable.Range(0, hours).Select(i => first.AddHours(i)).Select(hour => byHour.GetValueOrDefault(hour) ?? new QueueHour(hour, 0, 0, 0))];
            },
            cancellationToken);
    }

    public Task<IReadOnlyDictionary<string, Guid>> FindHeldAsync(TenantId tenant, IReadOnlyCollection<string> messageIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messageIds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(messageIds.Count, MaxMessageIds, nameof(messageIds));
        return ReadAsync<IReadOnlyDictionary<string, Guid>>(
            async statements =>
            {
                var parameters = Key(tenant).Texts("message_ids", messageIds.Select(id => StorableText.Fit(id)));
                var found = await statements.ListAsync("FindHeld", parameters, static reader => (MessageId: reader.GetString(0), Id: Id(reader, 1)), cancellationToken).ConfigureAwait(false);
                return found.ToDictionary(mail => mail.MessageId, mail => mail.Id);
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<DeadLetter>> ListDeadAsync(TenantId tenant, DeadLetterCursor? before, int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MaxPage);
        return ReadAsync<IReadOnlyList<DeadLetter>>(
            async statements => await statements.ListAsync("ListDead", Page(tenant, before, most), Dead, cancellationToken).ConfigureAwait(false), cancellationToken);
    }

    private static QueueStatus Status(DbDataReader reader, DateTimeOffset now) => new()
    {
        Ready = reader.GetInt64(0),
        Scheduled = reader.GetInt64(1),
        Sending = reader.GetInt64(2),
        Held = reader.GetInt64(3),
        OldestReady = reader.IsDBNull(4) ? null : now - SqliteInstant.FromMicroseconds(reader.GetInt64(4)),
        Dead = reader.GetInt64(5),
        SentLastHour = reader.GetInt64(6),
        FailedLastHour = reader.GetInt64(7),
        Paused = reader.GetInt64(8) == 1,
    };

    private static QueueHour Hour(DbDataReader reader) => new(SqliteInstant.FromMicroseconds(reader.GetInt64(0)), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));

    private static DeadLetter Dead(DbDataReader reader) => new()
    {
        Id = Id(reader, 0),
        MessageId = reader.GetString(1),
        Reason = (DeadReason)reader.GetInt32(2),
        DiedAt = SqliteInstant.FromMicroseconds(reader.GetInt64(3)),
        Attempts = reader.GetInt32(4),
        Kind = reader.IsDBNull(5) ? null : (FailureKind)reader.GetInt32(5),
        Code = reader.IsDBNull(6) ? null : reader.GetInt32(6),
        Text = reader.IsDBNull(7) ? null : reader.GetString(7),
    };

    private static Guid Id(DbDataReader reader, int column) => Guid.ParseExact(reader.GetString(column), "D");

    private static SqliteParameters Key(TenantId? tenant) => tenant is { } one ? new SqliteParameters().Text("tenant", one.Value) : new SqliteParameters();

    // Without a cursor: before the end of time.
    private static SqliteParameters Page(TenantId tenant, DeadLetterCursor? before, int most) => Key(tenant)
        .Instant("before_at", before?.DiedAt ?? EndOfTime)
        .Id("before_id", before?.Id ?? Guid.AllBitsSet)
        .Integer("most", most);

    private Task<T> ReadAsync<T>(Func<PreparedStatements, Task<T>> read, CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            var statements = new PreparedStatements(connection);
            await using (statements.ConfigureAwait(false)) return await read(statements).ConfigureAwait(false);
        },
        cancellationToken);
}
