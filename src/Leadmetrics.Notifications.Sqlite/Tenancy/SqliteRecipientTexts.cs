using System.Data.Common;
using Dapper;
using Leadmetrics.Notifications.Tenancy.Erasing;

namespace Leadmetrics.Notifications.Sqlite.Tenancy;

/// <summary>Takes a recipient's address out of the texts of other recipients' events and suppressions in one SQLite file.</summary>
/// <remarks>
/// A tenant's rows are read in pages by their key, without the write lock; what holds the address is written behind its page, in one transaction. An event's texts are written
/// once and never again, so nothing comes between. Whether a text holds the address is told here, for SQLite knows neither its spellings nor its encodings.
/// </remarks>
internal sealed class SqliteRecipientTexts(SqliteDatabase database)
{
    private const int Page = 500;

    /// <summary>Removes the texts.</summary>
    /// <returns>How many.</returns>
    public async Task<int> EraseAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken) =>
        await EraseOfEventsAsync(tenant, trace, cancellationToken).ConfigureAwait(false) + await EraseNotesAsync(tenant, trace, cancellationToken).ConfigureAwait(false);

    private async Task<int> EraseOfEventsAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken)
    {
        var erased = 0;
        var after = (ProviderId: "", EventId: "");
        while (true)
        {
            var key = Key(tenant).Text("after_provider_id", after.ProviderId).Text("after_event_id", after.EventId);
            var page = await ListAsync("ListEventTexts", key, reader => Trace(reader, trace), cancellationToken).ConfigureAwait(false);
            var traced = page.Where(e => e.Texts > 0).ToList();
            var written = await WriteAsync("EraseEventTexts", [.. traced.Select(e => Content(tenant, e))], cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < traced.Count; i++) erased += written[i] * traced[i].Texts;
            if (page.Count < Page) return erased;
            after = (page[^1].ProviderId, page[^1].EventId);
        }
    }

    private async Task<int> EraseNotesAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken)
    {
        var erased = 0;
        var after = (Address: "", Reason: 0);
        while (true)
        {
            var key = Key(tenant).Text("after_address", after.Address).Integer("after_reason", after.Reason);
            var page = await ListAsync("ListNotes", key, reader => (Address: reader.GetString(0), Reason: reader.GetInt32(1), Note: Text(reader, 2)), cancellationToken).ConfigureAwait(false);
            var traced = page.Where(entry => entry.Note is not null && trace.IsIn(entry.Note));
            var rows = traced.Select(entry => Key(tenant).Text("address", entry.Address).Integer("reason", entry.Reason).Text("note", entry.Note));
            erased += (await WriteAsync("EraseNote", [.. rows], cancellationToken).ConfigureAwait(false)).Sum();
            if (page.Count < Page) return erased;
            after = (page[^1].Address, page[^1].Reason);
        }
    }

    private Task<List<T>> ListAsync<T>(string statement, SqliteParameters key, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var command = new CommandDefinition(SqliteSql.Read($"Tenancy.{statement}"), key.Integer("most", Page), cancellationToken: cancellationToken);
        return database.RunAsync(
            async connection =>
            {
                var page = new List<T>();
                var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) page.Add(read(reader));
                }

                return page;
            },
            cancellationToken);
    }

    // Of each row 1 where it was there still.
    private async Task<int[]> WriteAsync(string statement, IReadOnlyList<SqliteParameters> rows, CancellationToken cancellationToken) => rows.Count == 0 ? [] : await database.WriteAsync(
        async transaction =>
        {
            var written = new int[rows.Count];
            for (var i = 0; i < written.Length; i++)
            {
                var command = new CommandDefinition(SqliteSql.Read($"Tenancy.{statement}"), rows[i], transaction, cancellationToken: cancellationToken);
                written[i] = await transaction.Connection!.ExecuteAsync(command).ConfigureAwait(false);
            }

            return written;
        },
        cancellationToken).ConfigureAwait(false);

    private static TracedEvent Trace(DbDataReader reader, RecipientTrace trace) => new(
        reader.GetString(0),
        reader.GetString(1),
        Text(reader, 2) is { } detail && trace.IsIn(detail),
        Text(reader, 3) is { } url && trace.IsEncodedIn(url),
        Text(reader, 4) is { } metadata && trace.IsEncodedIn(metadata),
        Text(reader, 5) is { } raw && trace.IsEncodedIn(raw));

    private static SqliteParameters Content(TenantId tenant, TracedEvent traced) => Key(tenant)
        .Text("provider_id", traced.ProviderId)
        .Text("event_id", traced.EventId)
        .Boolean("detail", traced.Detail)
        .Boolean("url", traced.Url)
        .Boolean("metadata", traced.Metadata)
        .Boolean("raw", traced.Raw);

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static SqliteParameters Key(TenantId tenant) => new SqliteParameters().Text("tenant", tenant.Value);

    // Which texts of an event hold the address.
    private readonly record struct TracedEvent(string ProviderId, string EventId, bool Detail, bool Url, bool Metadata, bool Raw)
    {
        public int Texts => (Detail ? 1 : 0) + (Url ? 1 : 0) + (Metadata ? 1 : 0) + (Raw ? 1 : 0);
    }
}
