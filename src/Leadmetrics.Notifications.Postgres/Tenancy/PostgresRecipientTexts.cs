using Dapper;
using Leadmetrics.Notifications.Tenancy.Erasing;

namespace Leadmetrics.Notifications.Postgres.Tenancy;

/// <summary>Takes a recipient's address out of the texts of other recipients' events and suppressions in PostgreSQL.</summary>
/// <remarks>
/// A tenant's rows are read in pages by their key, each in a transaction of its own that locks nothing; what holds the address is written behind its page. An event's texts
/// are written once and never again, so nothing comes between. Whether a text holds the address is told here, for the database knows neither its spellings nor its encodings.
/// </remarks>
internal sealed class PostgresRecipientTexts(PostgresDatabase database)
{
    private const int Page = 500;

    /// <summary>Removes the texts.</summary>
    /// <returns>How many.</returns>
    public async Task<int> EraseAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken) =>
        await EraseOfEventsAsync(tenant, trace, cancellationToken).ConfigureAwait(false) + await EraseNotesAsync(tenant, trace, cancellationToken).ConfigureAwait(false);

    private async Task<int> EraseOfEventsAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken)
    {
        var erased = 0;
        var after = (ProviderId: Guid.Empty, EventId: "");
        while (true)
        {
            var (last, traced) = await FindEventsAsync(tenant, trace, after, cancellationToken).ConfigureAwait(false);
            if (traced.Count > 0)
            {
                var parameters = Key(tenant)
                    .Uuids("provider_ids", traced.Select(e => e.ProviderId))
                    .Texts("event_ids", traced.Select(e => e.EventId))
                    .Booleans("details", traced.Select(e => e.Detail))
                    .Booleans("urls", traced.Select(e => e.Url))
                    .Booleans("metadata", traced.Select(e => e.Metadata))
                    .Booleans("raw", traced.Select(e => e.Raw));
                var command = Command("EraseEventTexts", parameters, cancellationToken);
                erased += (int)await database.WriteAsync(connection => connection.ExecuteScalarAsync<long>(command), cancellationToken).ConfigureAwait(false);
            }

            if (last is not { } next) return erased;
            after = next;
        }
    }

    // The last key of a page that is full, and of its events those of which a text holds the address.
    private Task<((Guid ProviderId, string EventId)? Last, List<TracedEvent> Traced)> FindEventsAsync(
        TenantId tenant, RecipientTrace trace, (Guid ProviderId, string EventId) after, CancellationToken cancellationToken)
    {
        var command = Command("ListEventTexts", Key(tenant).Uuid("after_provider_id", after.ProviderId).Text("after_event_id", after.EventId).Integer("most", Page), cancellationToken);
        return database.ReadAsync(
            async connection =>
            {
                var (traced, read, last) = (new List<TracedEvent>(), 0, after);
                var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    for (; await reader.ReadAsync(cancellationToken).ConfigureAwait(false); read++)
                    {
                        last = (reader.GetGuid(0), reader.GetString(1));
                        var found = new TracedEvent(
                            last.ProviderId,
                            last.EventId,
                            !reader.IsDBNull(2) && trace.IsIn(reader.GetString(2)),
                            !reader.IsDBNull(3) && trace.IsEncodedIn(reader.GetString(3)),
                            !reader.IsDBNull(4) && trace.IsEncodedIn(reader.GetString(4)),
                            !reader.IsDBNull(5) && trace.IsEncodedIn(reader.GetString(5)));
                        if (found.Detail || found.Url || found.Metadata || found.Raw) traced.Add(found);
                    }
                }

                return (read < Page ? null : ((Guid, string)?)last, traced);
            },
            cancellationToken);
    }

    private async Task<int> EraseNotesAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken)
    {
        var erased = 0;
        var after = (Address: "", Reason: (short)0);
        while (true)
        {
            var page = await ListNotesAsync(tenant, after, cancellationToken).ConfigureAwait(false);

            // One at a time: nobody who writes several entries waits for another of them.
            foreach (var (address, reason, note) in page.Where(entry => entry.Note is not null && trace.IsIn(entry.Note)))
            {
                var command = Command("EraseNote", Key(tenant).Text("address", address).Smallint("reason", reason).Text("note", note), cancellationToken);
                erased += await database.WriteAsync(connection => connection.ExecuteAsync(command), cancellationToken).ConfigureAwait(false);
            }

            if (page.Count < Page) return erased;
            after = (page[^1].Address, page[^1].Reason);
        }
    }

    private Task<List<(string Address, short Reason, string? Note)>> ListNotesAsync(TenantId tenant, (string Address, short Reason) after, CancellationToken cancellationToken)
    {
        var command = Command("ListNotes", Key(tenant).Text("after_address", after.Address).Smallint("after_reason", after.Reason).Integer("most", Page), cancellationToken);
        return database.ReadAsync(
            async connection =>
            {
                var page = new List<(string, short, string?)>();
                var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) page.Add((reader.GetString(0), reader.GetInt16(1), reader.IsDBNull(2) ? null : reader.GetString(2)));
                }

                return page;
            },
            cancellationToken);
    }

    private CommandDefinition Command(string statement, PostgresParameters parameters, CancellationToken cancellationToken) =>
        new(database.Sql[$"Tenancy.{statement}"], parameters, cancellationToken: cancellationToken);

    private static PostgresParameters Key(TenantId tenant) => new PostgresParameters().Text("tenant", tenant.Value);

    // Which texts of an event hold the address.
    private readonly record struct TracedEvent(Guid ProviderId, string EventId, bool Detail, bool Url, bool Metadata, bool Raw);
}
