using System.Data;
using System.Data.Common;
using Dapper;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Postgres.Tenancy.Suppressing;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Tenancy.Events;

/// <summary>Delivery events in PostgreSQL.</summary>
/// <remarks>
/// To add is one transaction: the events, of which the server says which are new; the statuses and the suppressions of these alone; the commit. Every statement takes its rows
/// in key order, so that hosts that store the same events at once wait for each other and none ends in a deadlock. A tenant's lock, shared, keeps an erasure out meanwhile.
/// Pruning waits for nobody.
/// </remarks>
internal sealed class PostgresDeliveryEventStore(PostgresDatabase database) : IDeliveryEventStore
{
    private const int MaxRecords = 1000;
    private const int MaxPage = 1000;

    public Task<IReadOnlyList<bool>> AddAsync(IReadOnlyList<DeliveryRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(records.Count, MaxRecords, nameof(records));
        if (records.Count == 0) return Task.FromResult<IReadOnlyList<bool>>([]);

        // Of one that is given twice the first.
        var places = new Dictionary<EventKey, int>();
        for (var i = 0; i < records.Count; i++) places.TryAdd(EventKey.Of(records[i].Event), i);

        // As what may be repeated: where a dead connection was found only at the commit, what was committed is known and follows nothing any more.
        return PostgresErrors.RefuseBrokenRulesAsync(database.ReadAsync<IReadOnlyList<bool>>(connection => AddAsync(connection, records, places, cancellationToken), cancellationToken));
    }

    public Task<MessageHistory?> FindAsync(TenantId tenant, string messageId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messageId);
        var parameters = new PostgresParameters().Text("tenant", tenant.Value).Text("message_id", StorableText.Fit(messageId));
        return database.ReadAsync(
            async connection =>
            {
                var reader = await connection.ExecuteReaderAsync(Command("FindEvents", parameters, cancellationToken)).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    var events = await ReadAsync(reader, DeliveryEventReader.Event, cancellationToken).ConfigureAwait(false);
                    await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                    var recipients = await ReadAsync(reader, DeliveryEventReader.Status, cancellationToken).ConfigureAwait(false);
                    return events.Count + recipients.Count == 0 ? null : new MessageHistory(messageId, recipients, events);
                }
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<HeardMessage>> ListAsync(TenantId tenant, string recipient, HeardMessage? after, int most, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MaxPage);
        var parameters = new PostgresParameters()
            .Text("tenant", tenant.Value)
            .Text("recipient", StorableText.Fit(recipient).ToLowerInvariant())
            .Instant("after_at", after?.OccurredAt)
            .Text("after_message_id", StorableText.Fit(after?.MessageId))
            .Uuid("after_provider_id", after?.ProviderId ?? Guid.Empty)
            .Integer("most", most);
        return database.ReadAsync<IReadOnlyList<HeardMessage>>(
            async connection =>
            {
                var reader = await connection.ExecuteReaderAsync(Command("ListHeard", parameters, cancellationToken)).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false)) return await ReadAsync(reader, DeliveryEventReader.Heard, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task<int> PruneAsync(DateTimeOffset receivedBefore, int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var parameters = new PostgresParameters().Instant("received_before", receivedBefore).Integer("most", most);
        return database.WriteAsync(
            async connection => (int)await connection.ExecuteScalarAsync<long>(Command("PruneEvents", parameters, cancellationToken)).ConfigureAwait(false), cancellationToken);
    }

    private async Task<IReadOnlyList<bool>> AddAsync(
        NpgsqlConnection connection, IReadOnlyList<DeliveryRecord> records, Dictionary<EventKey, int> places, CancellationToken cancellationToken)
    {
        var isNew = new bool[records.Count];
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var given = DeliveryEventParameters.Of([.. places.Values.Select(place => records[place].Event)]).Text("schema", database.Schema);
            var reader = await connection.ExecuteReaderAsync(Command("AddEvents", given, cancellationToken)).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    isNew[places[new EventKey(reader.GetString(0), reader.GetGuid(1), reader.GetString(2))]] = true;
                }
            }

            var added = records.Where((_, place) => isNew[place]).ToList();
            if (added.Count > 0) await FollowAsync(connection, added, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return isNew;
        }
    }

    private async Task FollowAsync(NpgsqlConnection connection, List<DeliveryRecord> added, CancellationToken cancellationToken)
    {
        var statuses = DeliveryEventParameters.Statuses([.. added.Select(record => record.Event)]);
        await connection.ExecuteAsync(Command("RaiseStatuses", statuses, cancellationToken)).ConfigureAwait(false);
        var made = SuppressionBatch.Of(added.Select(record => record.Suppression).OfType<Suppression>());
        if (made.Count == 0) return;
        var statement = new CommandDefinition(database.Sql["Tenancy.Suppressing.AddSuppressions"], DeliveryEventParameters.Suppressions(made), cancellationToken: cancellationToken);
        await connection.ExecuteAsync(statement).ConfigureAwait(false);
    }

    private static async Task<List<T>> ReadAsync<T>(DbDataReader reader, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) rows.Add(read(reader));
        return rows;
    }

    private CommandDefinition Command(string statement, PostgresParameters parameters, CancellationToken cancellationToken) =>
        new(database.Sql[$"Tenancy.Events.{statement}"], parameters, cancellationToken: cancellationToken);
}
