using System.Data.Common;
using Dapper;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>What is in the queue, and changes by hand, in PostgreSQL.</summary>
/// <remarks>
/// Whatever takes a mail from one state to another is one statement that names the state it takes it from: a worker and a person who reach for the same mail wait for each other's
/// row lock, and the second one finds it gone. A pause stands behind the lock that every claim holds shared, so none that ends behind it has missed it.
/// </remarks>
internal sealed partial class PostgresQueueAdminStore(PostgresDatabase database) : IQueueAdminStore
{
    private const int MaxMessageIds = 1000;
    private const int MaxPage = 1000;

    public Task<QueueStatus> StatusAsync(TenantId? tenant, CancellationToken cancellationToken = default) => database.ReadAsync(
        async connection =>
        {
            var reader = await connection.ExecuteReaderAsync(Command(tenant is null ? "StatusOfAll" : "StatusOfTenant", Key(tenant), cancellationToken)).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return new QueueStatus
                {
                    Ready = reader.GetInt64(0),
                    Scheduled = reader.GetInt64(1),
                    Sending = reader.GetInt64(2),
                    Held = reader.GetInt64(3),
                    Dead = reader.GetInt64(4),
                    SentLastHour = reader.GetInt64(5),
                    FailedLastHour = reader.GetInt64(6),
                    OldestReady = reader.IsDBNull(7) ? null : reader.GetFieldValue<TimeSpan>(7),
                    Paused = reader.GetBoolean(8),
                };
            }
        },
        cancellationToken);

    public Task<IReadOnlyList<QueueHour>> HoursAsync(TenantId? tenant, int hours, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hours, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hours, 168);
        var command = Command(tenant is null ? "HoursOfAll" : "HoursOfTenant", Key(tenant).Integer("hours", hours), cancellationToken);
        return ListAsync(command, reader => new QueueHour(PostgresInstant.Read(reader, 0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)), cancellationToken);
    }

    public Task<IReadOnlyDictionary<string, Guid>> FindHeldAsync(TenantId tenant, IReadOnlyCollection<string> messageIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messageIds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(messageIds.Count, MaxMessageIds, nameof(messageIds));
        var command = Command("FindHeld", Key(tenant).Texts("message_ids", messageIds.Select(id => StorableText.Fit(id))), cancellationToken);
        return database.ReadAsync<IReadOnlyDictionary<string, Guid>>(
            async connection =>
            {
                var found = new Dictionary<string, Guid>();

                // Twice: a mail is in neither of two tables to a statement that began while its day was moved.
                for (var look = 0; look < 2 && found.Count < messageIds.Count; look++)
                {
                    var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
                    await using (reader.ConfigureAwait(false))
                    {
                        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) found[reader.GetString(0)] = reader.GetGuid(1);
                    }
                }

                return found;
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<DeadLetter>> ListDeadAsync(TenantId tenant, DeadLetterCursor? before, int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MaxPage);
        return ListAsync(Command("ListDead", Page(tenant, before, most), cancellationToken), Dead, cancellationToken);
    }

    private static DeadLetter Dead(DbDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        MessageId = reader.GetString(1),
        Reason = (DeadReason)reader.GetInt16(2),
        DiedAt = PostgresInstant.Read(reader, 3),
        Attempts = reader.GetInt32(4),
        Kind = reader.IsDBNull(5) ? null : (FailureKind)reader.GetInt16(5),
        Code = reader.IsDBNull(6) ? null : reader.GetInt32(6),
        Text = reader.IsDBNull(7) ? null : reader.GetString(7),
    };

    private Task<IReadOnlyList<T>> ListAsync<T>(CommandDefinition command, Func<DbDataReader, T> read, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<T>>(
        async connection =>
        {
            var rows = new List<T>();
            var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) rows.Add(read(reader));
            }

            return rows;
        },
        cancellationToken);

    private CommandDefinition Command(string statement, PostgresParameters parameters, CancellationToken cancellationToken) =>
        new(database.Sql[$"Queue.{statement}"], parameters, cancellationToken: cancellationToken);

    private static PostgresParameters Key(TenantId? tenant) => tenant is { } one ? new PostgresParameters().Text("tenant", one.Value) : new PostgresParameters();

    // Without a cursor: before the end of time.
    private static PostgresParameters Page(TenantId tenant, DeadLetterCursor? before, int most) => Key(tenant)
        .Instant("before_at", before?.DiedAt ?? new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.Zero))
        .Uuid("before_id", before?.Id ?? Guid.AllBitsSet)
        .Integer("most", most);
}
