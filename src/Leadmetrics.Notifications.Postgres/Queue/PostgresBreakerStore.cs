using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Breakers of accounts in PostgreSQL: one row while one is open. Every instant is the database's.</summary>
internal sealed class PostgresBreakerStore(PostgresDatabase database) : IBreakerStore
{
    private readonly PostgresStatements _statements = new(database, "Queue");

    public Task<Breaker> OpenAsync(AccountKey account, long version, int step, FailureKind kind, TimeSpan? retryIn, string? text, CancellationToken cancellationToken = default) => database.WriteAsync(
        async connection =>
        {
            while (true)
            {
                var parameters = Of(account).Bigint("version", version).Integer("step", step).Smallint("kind", (short)kind).Span("retry_in", retryIn).Text("detail", StorableText.Fit(text));
                // It may be closed between the two statements: then it is opened anew.
                if (await ReadAsync(connection, cancellationToken, ("OpenBreaker", parameters), ("FindBreaker", Of(account))).ConfigureAwait(false) is [var breaker]) return breaker;
            }
        },
        cancellationToken);

    public Task<bool> TryProbeAsync(AccountKey account, int step, TimeSpan lease, CancellationToken cancellationToken = default) =>
        AnswersAsync("ProbeBreaker", Of(account).Integer("step", step).Span("lease", lease), cancellationToken);

    public Task<bool> CloseAsync(AccountKey account, CancellationToken cancellationToken = default) => AnswersAsync("CloseBreaker", Of(account), cancellationToken);

    public Task<IReadOnlyList<Breaker>> ListAsync(TenantId? tenant, CancellationToken cancellationToken = default) => database.ReadAsync<IReadOnlyList<Breaker>>(
        async connection =>
        {
            var command = await _statements.PrepareAsync(connection, "ListBreakers", new PostgresParameters().Text("tenant", tenant?.Value ?? ""), cancellationToken).ConfigureAwait(false);
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false)) return await BreakersAsync(reader, cancellationToken).ConfigureAwait(false);
            }
        },
        cancellationToken);

    private static PostgresParameters Of(AccountKey account) => new PostgresParameters().Text("tenant", account.Tenant).Text("account", account.Account);

    private static async Task<List<Breaker>> BreakersAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var breakers = new List<Breaker>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var now = PostgresInstant.Read(reader, 8);
            breakers.Add(new Breaker
            {
                Account = new AccountKey(reader.GetString(0), reader.GetString(1)),
                Version = reader.GetInt64(2),
                Step = reader.GetInt32(3),
                Kind = (FailureKind)reader.GetInt16(4),
                RetryIn = reader.IsDBNull(5) ? null : PostgresInstant.Read(reader, 5) - now,
                OpenedAt = PostgresInstant.Read(reader, 6),
                Text = reader.IsDBNull(7) ? null : reader.GetString(7),
            });
        }

        return breakers;
    }

    // The statements in one transaction and one round trip; what the last one gives.
    private async Task<List<Breaker>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken, params (string Name, PostgresParameters Parameters)[] statements)
    {
        var batch = await _statements.PrepareAsync(connection, cancellationToken, statements).ConfigureAwait(false);
        await using (batch.ConfigureAwait(false))
        {
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var breakers = await BreakersAsync(reader, cancellationToken).ConfigureAwait(false);
                while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
                {
                }

                return breakers;
            }
        }
    }

    private Task<bool> AnswersAsync(string statement, PostgresParameters parameters, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var command = await _statements.PrepareAsync(connection, statement, parameters, cancellationToken).ConfigureAwait(false);
            await using (command.ConfigureAwait(false)) return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not null;
        },
        cancellationToken);
}
