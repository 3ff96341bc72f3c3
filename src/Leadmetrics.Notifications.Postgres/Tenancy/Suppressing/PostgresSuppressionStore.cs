using System.Data.Common;
using Dapper;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Postgres.Tenancy.Suppressing;

/// <summary>Suppression lists in PostgreSQL. One statement a call, each its own transaction; pruning waits for nobody. Sends that look for their recipients at the same time look in one statement.</summary>
internal sealed class PostgresSuppressionStore : ISuppressionStore
{
    // A look whose connection hangs is its own senders' alone: the others go by the other lane.
    private const int Lanes = 2;
    private const int MaxAddresses = 10_000;

    // Behind every address that begins like the text before it: no character comes later.
    private const string Last = "\U0010ffff";

    private readonly PostgresDatabase _database;
    private readonly PostgresStatements _statements;
    private readonly Coalescer<Look, IReadOnlyList<Suppression>> _looks;

    public PostgresSuppressionStore(PostgresDatabase database)
    {
        _database = database;
        _statements = new PostgresStatements(database, "Tenancy.Suppressing");
        _looks = new Coalescer<Look, IReadOnlyList<Suppression>>(Lanes, MaxAddresses, look => look.Addresses.Length, FindAllAsync);
    }

    public Task<IReadOnlyList<Suppression>> FindAsync(TenantId tenant, IReadOnlyList<string> addresses, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(addresses.Count, MaxAddresses, nameof(addresses));
        return addresses.Count == 0
            ? Task.FromResult<IReadOnlyList<Suppression>>([])
            : _looks.RunAsync(new Look(tenant.Value, [.. addresses.Select(Stored).Distinct(StringComparer.Ordinal)], now), cancellationToken);
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

    private static Suppression Read(DbDataReader reader, int first = 0) => new()
    {
        Tenant = new TenantId(reader.GetString(first)),
        Address = reader.GetString(first + 1),
        Reason = (SuppressionReason)reader.GetInt16(first + 2),
        Scope = (SuppressionScope)reader.GetInt16(first + 3),
        CreatedAt = PostgresInstant.Read(reader, first + 4),
        ExpiresAt = reader.IsDBNull(first + 5) ? null : PostgresInstant.Read(reader, first + 5),
        MessageId = reader.IsDBNull(first + 6) ? null : reader.GetString(first + 6),
        Note = reader.IsDBNull(first + 7) ? null : reader.GetString(first + 7),
    };

    private Task<IReadOnlyList<IReadOnlyList<Suppression>>> FindAllAsync(IReadOnlyList<Look> looks, CancellationToken cancellationToken)
    {
        var places = new List<int?>();
        var tenants = new List<string>();
        var nows = new List<DateTimeOffset?>();
        for (var place = 0; place < looks.Count; place++)
        {
            for (var i = 0; i < looks[place].Addresses.Length; i++)
            {
                places.Add(place);
                tenants.Add(looks[place].Tenant);
                nows.Add(looks[place].Now);
            }
        }

        return _database.ReadAsync<IReadOnlyList<IReadOnlyList<Suppression>>>(
            async connection =>
            {
                var parameters = new PostgresParameters().Integers("places", places).Texts("tenants", tenants).Texts("addresses", looks.SelectMany(look => look.Addresses)).Instants("nows", nows);
                var found = new List<Suppression>[looks.Count];
                for (var place = 0; place < found.Length; place++) found[place] = [];
                var command = await _statements.PrepareAsync(connection, "FindSuppressions", parameters, cancellationToken).ConfigureAwait(false);
                await using (command.ConfigureAwait(false))
                {
                    var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                    await using (reader.ConfigureAwait(false))
                    {
                        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) found[reader.GetInt32(0)].Add(Read(reader, 1));
                        return found;
                    }
                }
            },
            cancellationToken);
    }

    private Task<IReadOnlyList<Suppression>> QueryAsync(string statement, PostgresParameters parameters, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<Suppression>>(
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
        _database.WriteAsync(connection => connection.ExecuteAsync(Command(statement, parameters, cancellationToken)), cancellationToken);

    private CommandDefinition Command(string statement, PostgresParameters parameters, CancellationToken cancellationToken) =>
        new(_database.Sql[$"Tenancy.Suppressing.{statement}"], parameters, cancellationToken: cancellationToken);

    /// <summary>Addresses of a tenant that somebody asks for.</summary>
    private readonly record struct Look(string Tenant, string[] Addresses, DateTimeOffset Now);
}
