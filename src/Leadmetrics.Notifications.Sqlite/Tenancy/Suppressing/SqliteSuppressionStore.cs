using System.Data.Common;
using Dapper;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Sqlite.Tenancy.Suppressing;

/// <summary>Suppression lists in one SQLite file. One statement a call, each its own transaction.</summary>
internal sealed class SqliteSuppressionStore(SqliteDatabase database) : ISuppressionStore
{
    private const int MaxAddresses = 10_000;

    // Behind every address that begins like the text before it: no character comes later.
    private const string Last = "\U0010ffff";

    /// <summary>An entry's columns; NUL and lone surrogates become U+FFFD, the address is in lower case.</summary>
    public static SqliteParameters Content(Suppression suppression) => Key(suppression.Tenant)
        .Text("address", Stored(suppression.Address))
        .Integer("reason", (int)suppression.Reason)
        .Integer("scope", (int)suppression.Scope)
        .Instant("created_at", suppression.CreatedAt)
        .Instant("expires_at", suppression.ExpiresAt)
        .Text("message_id", StorableText.Fit(suppression.MessageId))
        .Text("note", StorableText.Fit(suppression.Note));

    public Task<IReadOnlyList<Suppression>> FindAsync(TenantId tenant, IReadOnlyList<string> addresses, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(addresses.Count, MaxAddresses, nameof(addresses));
        return QueryAsync("FindSuppressions", Key(tenant).Texts("addresses", addresses.Select(Stored)).Instant("now", now), cancellationToken);
    }

    public Task SetAsync(Suppression suppression, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(suppression);
        return SqliteErrors.RefuseBrokenRulesAsync(ExecuteAsync("SetSuppression", Content(suppression), cancellationToken));
    }

    public Task<int> RemoveAsync(TenantId tenant, string address, SuppressionReason? reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        return ExecuteAsync("RemoveSuppressions", Key(tenant).Text("address", Stored(address)).Integer("reason", (int?)reason), cancellationToken);
    }

    public Task<IReadOnlyList<Suppression>> ListAsync(TenantId tenant, SuppressionQuery query, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var prefix = Stored(query.Prefix ?? "");
        var parameters = Key(tenant)
            .Text("prefix", prefix)
            .Text("prefix_end", prefix + Last)
            .Text("after_address", Stored(query.After?.Address ?? ""))
            .Integer("after_reason", (int)(query.After?.Reason ?? 0))
            .Integer("reason", (int?)query.Reason)
            .Instant("now", now)
            .Integer("most", query.Most);
        return QueryAsync("ListSuppressions", parameters, cancellationToken);
    }

    public Task<int> PruneAsync(DateTimeOffset endedBefore, int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return ExecuteAsync("PruneSuppressions", new SqliteParameters().Instant("ended_before", endedBefore).Integer("most", most), cancellationToken);
    }

    private static string Stored(string address) => StorableText.Fit(address).ToLowerInvariant();

    private static SqliteParameters Key(TenantId tenant) => new SqliteParameters().Text("tenant", tenant.Value);

    private static Suppression Read(DbDataReader reader) => new()
    {
        Tenant = new TenantId(reader.GetString(0)),
        Address = reader.GetString(1),
        Reason = (SuppressionReason)reader.GetInt32(2),
        Scope = (SuppressionScope)reader.GetInt32(3),
        CreatedAt = SqliteInstant.FromMicroseconds(reader.GetInt64(4)),
        ExpiresAt = reader.IsDBNull(5) ? null : SqliteInstant.FromMicroseconds(reader.GetInt64(5)),
        MessageId = reader.IsDBNull(6) ? null : reader.GetString(6),
        Note = reader.IsDBNull(7) ? null : reader.GetString(7),
    };

    private Task<IReadOnlyList<Suppression>> QueryAsync(string statement, SqliteParameters parameters, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<Suppression>>(
            async connection =>
            {
                var reader = await connection.ExecuteReaderAsync(Command(statement, parameters, cancellationToken)).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    var entries = new List<Suppression>();
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) entries.Add(Read(reader));
                    return entries;
                }
            },
            cancellationToken);

    private Task<int> ExecuteAsync(string statement, SqliteParameters parameters, CancellationToken cancellationToken) =>
        database.RunAsync(connection => connection.ExecuteAsync(Command(statement, parameters, cancellationToken)), cancellationToken);

    private static CommandDefinition Command(string statement, SqliteParameters parameters, CancellationToken cancellationToken) =>
        new(SqliteSql.Read($"Tenancy.Suppressing.{statement}"), parameters, cancellationToken: cancellationToken);
}
