using System.Data.Common;
using Dapper;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Postgres.Tenancy.Suppressing;

/// <summary>Suppression lists in PostgreSQL. One statement a call, each its own transaction; pruning waits for nobody.</summary>
internal sealed class PostgresSuppressionStore(PostgresDatabase database) : ISuppressionStore
{
    private const int MaxAddresses = 10_000;

    // Behind every address that begins like the text before it: no character comes later.
    private const string Last = "\U0010ffff";

    public Task<IReadOnlyList<Suppression>> FindAsync(TenantId tenant, IReadOnlyList<string> addresses, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(addresses.Count, MaxAddresses, nameof(addresses));
        return QueryAsync("FindSuppressions", Key(tenant).Texts("addresses", addresses.Select(Stored)).Instant("now", now), cancellationToken);
    }

    public Task SetAsync(Suppression suppression, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(suppression);
        var parameters = Key(suppression.Tenant)
            .Text("address", Stored(suppression.Address))
            .Smallint("reason", (short)suppression.Reason)
            .Smallint("scope", (short)suppression.Scope)
            .Instant("created_at", suppression.CreatedAt)
            .Instant("expires_at", suppression.ExpiresAt)
            .Text("message_id", StorableText.Fit(suppression.MessageId))
            .Text("note", StorableText.Fit(suppression.Note));
        return PostgresErrors.RefuseBrokenRulesAsync(ExecuteAsync("SetSuppression", parameters, cancellationToken));
    }

    public Task<int> RemoveAsync(TenantId tenant, string address, SuppressionReason? reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        return ExecuteAsync("RemoveSuppressions", Key(tenant).Text("address", Stored(address)).Smallint("reason", (short?)reason), cancellationToken);
    }

    public Task<IReadOnlyList<Suppression>> ListAsync(TenantId tenant, SuppressionQuery query, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var prefix = Stored(query.Prefix ?? "");
        var parameters = Key(tenant)
            .Text("prefix", prefix)
            .Text("prefix_end", prefix + Last)
            .Text("after_address", Stored(query.After?.Address ?? ""))
            .Smallint("after_reason", (short)(query.After?.Reason ?? 0))
            .Smallint("reason", (short?)query.Reason)
            .Instant("now", now)
            .Integer("most", query.Most);
        return QueryAsync("ListSuppressions", parameters, cancellationToken);
    }

    public Task<int> PruneAsync(DateTimeOffset endedBefore, int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return ExecuteAsync("PruneSuppressions", new PostgresParameters().Instant("ended_before", endedBefore).Integer("most", most), cancellationToken);
    }

    private static string Stored(string address) => StorableText.Fit(address).ToLowerInvariant();

    private static PostgresParameters Key(TenantId tenant) => new PostgresParameters().Text("tenant", tenant.Value);

    private static Suppression Read(DbDataReader reader) => new()
    {
        Tenant = new TenantId(reader.GetString(0)),
        Address = reader.GetString(1),
        Reason = (SuppressionReason)reader.GetInt16(2),
        Scope = (SuppressionScope)reader.GetInt16(3),
        CreatedAt = PostgresInstant.Read(reader, 4),
        ExpiresAt = reader.IsDBNull(5) ? null : PostgresInstant.Read(reader, 5),
        MessageId = reader.IsDBNull(6) ? null : reader.GetString(6),
        Note = reader.IsDBNull(7) ? null : reader.GetString(7),
    };

    private Task<IReadOnlyList<Suppression>> QueryAsync(string statement, PostgresParameters parameters, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Suppression>>(
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

    private Task<int> ExecuteAsync(string statement, PostgresParameters parameters, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteAsync(Command(statement, parameters, cancellationToken)), cancellationToken);

    private CommandDefinition Command(string statement, PostgresParameters parameters, CancellationToken cancellationToken) =>
        new(database.Sql[$"Tenancy.Suppressing.{statement}"], parameters, cancellationToken: cancellationToken);
}
