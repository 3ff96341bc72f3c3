using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Tests.Rotation;

/// <summary>A rotation that is killed twice and run again, while somebody reads all the time.</summary>
/// <remarks>Where it is killed is no chance: the test holds a row, so that the rotation has to wait there, and kills it once it says that it has come near.</remarks>
public sealed class KilledRotationTests(PeerFixture<PostgresPeer> postgres, ITestOutputHelper output) : IDisposable
{
    // What a .NET process has by itself is some 100 MB here; what grows with the rows would be 60 MB and more for each 90,000 of them.
    private const int MostGrowthMegabytes = 40;
    private const int MostMegabytes = 250;

    private readonly Lmn _lmn = new();

    private KeyOptions Old { get; } = new() { Key = KeyGenerator.NewKey() };

    private KeyOptions New { get; } = new() { Key = KeyGenerator.NewKey(), Id = "2026-11" };

    public void Dispose() => _lmn.Dispose();

    [Fact]
    public Task Killed_twice_and_resumed_a_rotation_of_2_000_rows_leaves_none_behind_and_none_unreadable() => KillTwiceAsync(2_000);

    [Fact]
    public async Task Interrupted_it_says_that_it_can_be_run_again_and_ends_with_1()
    {
        await using var table = await SealedTable.CreateAsync(postgres, 1_000, Old);
        Use(table);
        var held = await table.HoldAsync(500);
        await using (held)
        {
            using var run = RotationRun.Start(_lmn);
            await run.SeenAsync(400);
            Assert.Contains("Stopped midway. Every provider can be read as before; run it again to go on.", await run.InterruptAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(600, await table.NotUnderAsync("2026-11"));
    }

    [LongFact]
    public Task Killed_twice_and_resumed_a_rotation_of_100_000_rows_leaves_none_behind_and_none_unreadable() => KillTwiceAsync(100_000);

    [LongFact]
    public async Task A_rotation_of_100_000_rows_takes_no_more_memory_than_one_of_10_000()
    {
        var few = await MeasureAsync(10_000);
        var many = await MeasureAsync(100_000);

        Assert.True(many <= few + MostGrowthMegabytes, $"{few} MB, then {many} MB");
        Assert.True(many <= MostMegabytes, $"{many} MB");
    }

    private async Task KillTwiceAsync(int rows)
    {
        await using var table = await SealedTable.CreateAsync(postgres, rows, Old);
        Use(table);
        var host = table.Host(New, new KeyOptions { Key = Old.Key, State = KeyState.DecryptOnly });
        using var reading = new CancellationTokenSource();
        RotationRun? running = null;
        var reader = ReadAsync(host, rows, () => running?.LookAtMemory(), reading.Token);

        foreach (var tenths in (int[])[3, 7])
        {
            // Half a tenth behind the last line before it.
            var held = await table.HoldAsync((rows * tenths / 10) + (rows / 20));
            await using (held)
            {
                using var killed = running = RotationRun.Start(_lmn);
                await killed.SeenAsync(rows * tenths / 10);
                await killed.KillAsync();
                running = null;
            }

            var left = await table.NotUnderAsync("2026-11");
            Assert.InRange(left, rows * (9 - tenths) / 10, rows * (10 - tenths) / 10);
        }

        JsonNode result;
        using (var last = running = RotationRun.Start(_lmn, json: true)) result = await last.EndAsync();
        await reading.CancelAsync();
        output.WriteLine($"{await reader} rows were read meanwhile; the last run: {result.ToJsonString()}");

        Assert.Equal($"2026-11 True {rows} 0 0", $"{result["key"]} {(bool)result["complete"]!} {result["rows"]} {result["reencrypted"]} {result["failed"]}");
        Assert.Equal(rows, (long)result["rewrapped"]! + (long)result["alreadyCurrent"]!);
        Assert.True((long)result["alreadyCurrent"]! >= rows * 7 / 10);
        Assert.Equal(0, await table.NotUnderAsync("2026-11"));
        var alone = table.Host(New);
        for (var row = 0; row < rows; row += Math.Max(1, rows / 1_999)) await SealedTable.CheckAsync(alone, row);
    }

    private async Task<long> MeasureAsync(int rows)
    {
        await using var table = await SealedTable.CreateAsync(postgres, rows, Old);
        Use(table);
        var host = table.Host(New, new KeyOptions { Key = Old.Key, State = KeyState.DecryptOnly });
        using var reading = new CancellationTokenSource();
        using var run = RotationRun.Start(_lmn, json: true);
        var from = TimeProvider.System.GetTimestamp();
        var reader = ReadAsync(host, rows, run.LookAtMemory, reading.Token);
        var result = await run.EndAsync();
        var took = TimeProvider.System.GetElapsedTime(from);
        await reading.CancelAsync();
        output.WriteLine($"{rows} rows: {took.TotalSeconds:0.0} s, at most {run.PeakMegabytes} MB, {await reader} rows read meanwhile");
        Assert.Equal(rows, (long)result["rewrapped"]!);
        Assert.Equal(0, await table.NotUnderAsync("2026-11"));
        return run.PeakMegabytes;
    }

    private void Use(SealedTable table)
    {
        _lmn.Plant("LMN_DB", $"postgres:{table.ConnectionString}");
        _lmn.Plant("LMN_KEY", $"2026-11:{New.Key}");
        _lmn.Plant("LMN_OLD_KEYS", Old.Key);
    }

    /// <summary>Reads rows by chance, one after the other, until it is told to stop; every one has to open.</summary>
    private static Task<int> ReadAsync(ServiceProvider host, int rows, Action beside, CancellationToken stop) => Task.Run(
        async () =>
        {
            var random = new Random(18);
            var read = 0;
            for (; !stop.IsCancellationRequested; read++)
            {
                await SealedTable.CheckAsync(host, random.Next(rows));
                beside();
            }

            return read;
        },
        CancellationToken.None);
}
