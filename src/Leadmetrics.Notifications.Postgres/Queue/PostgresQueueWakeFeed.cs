using Dapper;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Wakes idle workers by NOTIFY, and hears it by LISTEN on one connection that it keeps.</summary>
/// <remarks>
/// A connection that says nothing for 15 seconds is asked whether it lives: one that was cut without a word (a firewall, a failover) would stay silent for ever. A pooler that hands out
/// connections by transaction cannot LISTEN: <see cref="PostgresStoreOptions.ListenConnectionString"/> goes past it.
/// </remarks>
internal sealed class PostgresQueueWakeFeed(PostgresDatabase database, string? listenConnectionString) : IQueueWakeFeed
{
    private const int PingSeconds = 10;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);
    private readonly PostgresStatements _statements = new(database, "Queue");

    public Task ListenAsync(Action listening, Action woken, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listening);
        ArgumentNullException.ThrowIfNull(woken);
        return database.ListenAsync(
            listenConnectionString,
            async connection =>
            {
                connection.Notification += (_, _) => woken();
                var channel = await connection.ExecuteScalarAsync<string>(Command(_statements.Text("WakeChannel"), new PostgresParameters().Text("schema", database.Schema))).ConfigureAwait(false);
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

    public Task SetIdleAsync(string worker, bool idle, CancellationToken cancellationToken = default) =>
        ExecuteAsync("SetIdle", new PostgresParameters().Text("worker", worker).Boolean("idle", idle), cancellationToken);

    public Task LeaveAsync(string worker, CancellationToken cancellationToken = default) => ExecuteAsync("LeaveWake", new PostgresParameters().Text("worker", worker), cancellationToken);

    public Task<int> ForgetAsync(TimeSpan silence, CancellationToken cancellationToken = default) => ExecuteAsync("ForgetWorkers", new PostgresParameters().Span("silence", silence), cancellationToken);

    private Task<int> ExecuteAsync(string statement, PostgresParameters parameters, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var command = await _statements.PrepareAsync(connection, statement, parameters, cancellationToken).ConfigureAwait(false);
            await using (command.ConfigureAwait(false)) return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);
}
