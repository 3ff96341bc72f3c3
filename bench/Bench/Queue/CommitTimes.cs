using Npgsql;

namespace Leadmetrics.Bench.Queue;

/// <summary>What commits cost on a server: alone, side by side, and side by side where each notifies. It shows that a delay that was asked for is there.</summary>
internal static class CommitTimes
{
    private const int Connections = 8;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <returns>Milliseconds of a commit over one connection; commits a second over eight, plain and notifying.</returns>
    public static async Task<(double Milliseconds, double PerSecond, double NotifyingPerSecond)> MeasureAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using (var table = source.CreateCommand("CREATE TABLE commits (id bigint GENERATED ALWAYS AS IDENTITY, note text NOT NULL)")) await table.ExecuteNonQueryAsync(cancellationToken);
        const string Plain = "INSERT INTO commits (note) VALUES ('one')";
        const string Notifying = $"{Plain}; NOTIFY commits";
        await CountAsync(source, Plain, Connections, cancellationToken);
        var one = await CountAsync(source, Plain, 1, cancellationToken);
        var many = await CountAsync(source, Plain, Connections, cancellationToken);
        return (1_000 / one, many, await CountAsync(source, Notifying, Connections, cancellationToken));
    }

    private static async Task<double> CountAsync(NpgsqlDataSource source, string sql, int connections, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var count = 0;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(CommitAsync, cancellationToken)));
        return count / TimeProvider.System.GetElapsedTime(started).TotalSeconds;

        async Task CommitAsync()
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            while (TimeProvider.System.GetElapsedTime(started) < Look)
            {
                await using var command = new NpgsqlCommand(sql, connection);
                await command.ExecuteNonQueryAsync(cancellationToken);
                Interlocked.Increment(ref count);
            }
        }
    }
}
