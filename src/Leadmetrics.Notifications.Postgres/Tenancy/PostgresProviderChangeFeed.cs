using Dapper;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Postgres.Tenancy;

/// <summary>Hears changes of provider rows by LISTEN, on one connection that it keeps.</summary>
/// <remarks>
/// A trigger notifies when a change commits. A connection that says nothing for 15 seconds is asked whether it lives: one that was cut without a word (a firewall,
/// a failover) would stay silent for ever. A pooler that hands out connections by transaction cannot LISTEN: <see cref="PostgresStoreOptions.ListenConnectionString"/> goes past it.
/// </remarks>
internal sealed class PostgresProviderChangeFeed(PostgresDatabase database, string? listenConnectionString) : IProviderChangeFeed
{
    private const int PingSeconds = 10;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    public Task ListenAsync(Action listening, Action<TenantId> changed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listening);
        ArgumentNullException.ThrowIfNull(changed);
        return database.ListenAsync(
            listenConnectionString,
            async connection =>
            {
                connection.Notification += (_, notification) =>
                {
                    // Anybody may notify on any channel.
                    if (TenantId.TryParse(notification.Payload, null, out var tenant)) changed(tenant);
                };
                var channel = await connection.ExecuteScalarAsync<string>(Command(database.Sql["Tenancy.ProviderChangeChannel"], new PostgresParameters().Text("schema", database.Schema))).ConfigureAwait(false);
                await connection.ExecuteAsync(Command($"LISTEN \"{channel}\"")).ConfigureAwait(false);
                listening();
                while (true)
                {
                    if (!await connection.WaitAsync(Silence, cancellationToken).ConfigureAwait(false)) await connection.ExecuteAsync(Command("SELECT 1")).ConfigureAwait(false);
                }
            },
            cancellationToken);

        CommandDefinition Command(string text, PostgresParameters? parameters = null) => new(text, parameters, commandTimeout: PingSeconds, cancellationToken: cancellationToken);
    }
}
