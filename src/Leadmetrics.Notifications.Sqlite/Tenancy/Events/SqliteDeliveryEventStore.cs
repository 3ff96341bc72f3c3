using System.Data.Common;
using Dapper;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Sqlite.Tenancy.Suppressing;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Microsoft.Data.Sqlite;

namespace Leadmetrics.Notifications.Sqlite.Tenancy.Events;

/// <summary>Delivery events in one SQLite file. To add is one transaction that holds the write lock from its beginning; NUL and lone surrogates become U+FFFD, recipients are in lower case.</summary>
internal sealed class SqliteDeliveryEventStore(SqliteDatabase database) : IDeliveryEventStore
{
    private const int MaxRecords = 1000;
    private const int MaxPage = 1000;

    public Task<IReadOnlyList<bool>> AddAsync(IReadOnlyList<DeliveryRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(records.Count, MaxRecords, nameof(records));
        if (records.Count == 0) return Task.FromResult<IReadOnlyList<bool>>([]);
        return SqliteErrors.RefuseBrokenRulesAsync(database.RunAsync<IReadOnlyList<bool>>(
            async connection =>
            {
                var isNew = new bool[records.Count];
                var transaction = connection.BeginTransaction(deferred: false);
                await using (transaction.ConfigureAwait(false))
                {
                    for (var i = 0; i < isNew.Length; i++) isNew[i] = await AddAsync(transaction, records[i], cancellationToken).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                }

                return isNew;
            },
            cancellationToken));
    }

    public Task<MessageHistory?> FindAsync(TenantId tenant, string messageId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messageId);
        var parameters = new SqliteParameters().Text("tenant", tenant.Value).Text("message_id", StorableText.Fit(messageId));
        return database.RunAsync(
            async connection =>
            {
                // The statuses last: never behind the events.
                var events = await ReadAsync(connection, "FindEvents", parameters, DeliveryEventReader.Event, cancellationToken).ConfigureAwait(false);
                var recipients = await ReadAsync(connection, "FindStatuses", parameters, DeliveryEventReader.Status, cancellationToken).ConfigureAwait(false);
                return events.Count + recipients.Count == 0 ? null : new MessageHistory(messageId, recipients, events);
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<HeardMessage>> ListAsync(TenantId tenant, string recipient, HeardMessage? after, int most, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MaxPage);
        var parameters = new SqliteParameters()
            .Text("tenant", tenant.Value)
            .Text("recipient", StorableText.Fit(recipient).ToLowerInvariant())
            .Instant("after_at", after?.OccurredAt)
            .Text("after_message_id", StorableText.Fit(after?.MessageId))
            .Id("after_provider_id", after?.ProviderId ?? Guid.Empty)
            .Integer("most", most);
        return database.RunAsync<IReadOnlyList<HeardMessage>>(
            async connection => await ReadAsync(connection, "ListHeard", parameters, DeliveryEventReader.Heard, cancellationToken).ConfigureAwait(false), cancellationToken);
    }

    public Task<int> PruneAsync(DateTimeOffset receivedBefore, int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return database.RunAsync(
            async connection =>
            {
                var events = await connection.ExecuteAsync(Prune("Tenancy.Events.PruneEvents")).ConfigureAwait(false);
                return events + await connection.ExecuteAsync(Prune("Tenancy.Events.PruneStatuses")).ConfigureAwait(false);
            },
            cancellationToken);

        CommandDefinition Prune(string statement) => new(
            SqliteSql.Read(statement), new SqliteParameters().Instant("received_before", receivedBefore).Integer("most", most), cancellationToken: cancellationToken);
    }

    private static async Task<bool> AddAsync(SqliteTransaction transaction, DeliveryRecord record, CancellationToken cancellationToken)
    {
        if (await ExecuteAsync(transaction, "Tenancy.Events.AddEvent", Event(record.Event), cancellationToken).ConfigureAwait(false) == 0) return false;
        await ExecuteAsync(transaction, "Tenancy.Events.RaiseStatus", Status(record.Event), cancellationToken).ConfigureAwait(false);
        if (record.Suppression is { } made)
            await ExecuteAsync(transaction, "Tenancy.Suppressing.AddSuppression", SqliteSuppressionStore.Content(made), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static SqliteParameters Event(DeliveryEvent given) => Status(given)
        .Text("event_id", StorableText.Fit(given.EventId))
        .Integer("code", given.Code)
        .Text("enhanced_code", StorableText.Fit(given.EnhancedCode))
        .Text("detail", StorableText.Fit(given.Detail))
        .Text("url", StorableText.Fit(given.Url))
        .Boolean("is_automatic", given.IsAutomatic)
        .Text("provider", StorableText.Fit(given.Provider))
        .Text("metadata", DeliveryMetadata.Write(given.Metadata))
        .Text("raw", StorableText.Fit(given.Raw));

    private static SqliteParameters Status(DeliveryEvent given) => new SqliteParameters()
        .Text("tenant", given.Tenant.Value)
        .Id("provider_id", given.ProviderId ?? Guid.Empty)
        .Text("message_id", StorableText.Fit(given.MessageId))
        .Text("recipient", StorableText.Fit(given.Recipient).ToLowerInvariant())
        .Integer("kind", (int)given.Kind)
        .Integer("reason", (int)given.Reason)
        .Instant("occurred_at", given.OccurredAt)
        .Instant("received_at", given.ReceivedAt);

    private static Task<int> ExecuteAsync(SqliteTransaction transaction, string statement, SqliteParameters parameters, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(SqliteSql.Read(statement), parameters, transaction, cancellationToken: cancellationToken));

    private static async Task<List<T>> ReadAsync<T>(
        SqliteConnection connection, string statement, SqliteParameters parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        var command = new CommandDefinition(SqliteSql.Read($"Tenancy.Events.{statement}"), parameters, cancellationToken: cancellationToken);
        var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) rows.Add(read(reader));
        }

        return rows;
    }
}
