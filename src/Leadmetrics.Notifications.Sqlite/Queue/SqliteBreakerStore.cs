using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>Breakers in one SQLite file. Each change is one transaction that holds the write lock from its first statement.</summary>
internal sealed class SqliteBreakerStore(SqliteDatabase database, TimeProvider timeProvider) : IBreakerStore
{
    public Task<Breaker> OpenAsync(AccountKey account, long version, int step, FailureKind kind, TimeSpan? retryIn, string? text, CancellationToken cancellationToken = default) =>
        SqliteErrors.RefuseBrokenRulesAsync(WriteAsync(
            async (statements, now) =>
            {
                var parameters = Key(account)
                    .Integer("version", version)
                    .Integer("step", step)
                    .Integer("kind", (int)kind)
                    .Instant("retry_at", retryIn is { } wait ? now + wait : null)
                    .Instant("now", now)
                    .Text("detail", StorableText.Fit(text));
                await statements.ExecuteAsync("SetBreaker", parameters, cancellationToken).ConfigureAwait(false);
                return (await FindAsync(statements, account, now, cancellationToken).ConfigureAwait(false))!;
            },
            cancellationToken));

    public Task<bool> TryProbeAsync(AccountKey account, int step, TimeSpan lease, CancellationToken cancellationToken = default) => WriteAsync(
        async (statements, now) =>
        {
            var parameters = Key(account).Integer("step", step).Instant("now", now).Instant("until", now + lease);
            return await statements.ExecuteAsync("ProbeBreaker", parameters, cancellationToken).ConfigureAwait(false) == 1;
        },
        cancellationToken);

    public Task<bool> CloseAsync(AccountKey account, CancellationToken cancellationToken = default) =>
        WriteAsync(async (statements, _) => await statements.ExecuteAsync("CloseBreaker", Key(account), cancellationToken).ConfigureAwait(false) == 1, cancellationToken);

    public Task<IReadOnlyList<Breaker>> ListAsync(TenantId? tenant, CancellationToken cancellationToken = default) => database.RunAsync<IReadOnlyList<Breaker>>(
        async connection =>
        {
            var statements = new PreparedStatements(connection);
            await using (statements.ConfigureAwait(false))
            {
                var now = timeProvider.GetUtcNow();
                return await statements.ListAsync("ListBreakers", new SqliteParameters().Text("tenant", tenant?.Value ?? ""), reader => BreakerReader.Read(reader, now), cancellationToken).ConfigureAwait(false);
            }
        },
        cancellationToken);

    private Task<T> WriteAsync<T>(Func<PreparedStatements, DateTimeOffset, Task<T>> work, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            var statements = new PreparedStatements(transaction);
            await using (statements.ConfigureAwait(false)) return await work(statements, timeProvider.GetUtcNow()).ConfigureAwait(false);
        },
        cancellationToken);

    private static async Task<Breaker?> FindAsync(PreparedStatements statements, AccountKey account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = await statements.ListAsync("FindBreaker", Key(account), reader => BreakerReader.Read(reader, now), cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    private static SqliteParameters Key(AccountKey account) => new SqliteParameters().Text("tenant", account.Tenant).Text("account", account.Account);
}
