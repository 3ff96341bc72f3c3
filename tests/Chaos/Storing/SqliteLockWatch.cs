using Leadmetrics.Chaos.Checking;
using Microsoft.Data.Sqlite;

namespace Leadmetrics.Chaos.Storing;

/// <summary>Tries for the write lock of a SQLite file all the time. Who is stopped amid a write keeps it until he goes on, and nobody can help it; nobody else may keep it for long.</summary>
internal sealed class SqliteLockWatch(string connectionString, SqliteTroubles troubles, Func<bool> isAnybodyStopped, Findings findings)
{
    private const int Wait = 1;
    private const int Busy = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    private readonly string _connectionString = new SqliteConnectionStringBuilder(connectionString) { DefaultTimeout = Wait }.ToString();
    private long _free = TimeProvider.System.GetTimestamp();
    private bool _isTold;

    public async Task RunAsync(CancellationToken ending)
    {
        using var ticks = new PeriodicTimer(Pause, TimeProvider.System);
        try
        {
            while (await ticks.WaitForNextTickAsync(ending)) await TryAsync();
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private async Task TryAsync()
    {
        var isStopped = isAnybodyStopped();
        try
        {
            await using var connection = new SqliteConnection(_connectionString);
            await connection.OpenAsync();
            await using var transaction = connection.BeginTransaction(deferred: false);
            (_free, _isTold) = (TimeProvider.System.GetTimestamp(), false);
        }
        catch (SqliteException locked) when (locked.SqliteErrorCode == Busy)
        {
            if (isStopped) troubles.Locked();
            if (isStopped || troubles.IsHeld) _free = TimeProvider.System.GetTimestamp();
            else if (!_isTold && TimeProvider.System.GetElapsedTime(_free) is var waited && waited > Longest)
            {
                _isTold = true;
                findings.Add($"the write lock did not come free for {waited.TotalSeconds:F1} s, while nobody was stopped and nothing of the run's own held it");
            }
        }
    }
}
