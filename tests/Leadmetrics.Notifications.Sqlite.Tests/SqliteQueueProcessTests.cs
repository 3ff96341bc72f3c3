using System.Diagnostics;
using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Sqlite.Tests;

/// <summary>Processes that work on one file at once, and are killed in the middle.</summary>
public sealed class SqliteQueueProcessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_three_processes_that_are_killed_nothing_is_lost_and_nothing_was_handed_out_twice_under_one_fence()
    {
        await using var queue = await SqliteQueueUnderTest.CreateAsync();

        var said = (await Task.WhenAll(Enumerable.Range(0, 3).Select(i => RunAndKillAsync(queue.Database.File, $"w{i}", lines: 60 + 37 * i)))).SelectMany(lines => lines).ToList();

        Assert.Equal("ok", (await queue.QueryAsync("PRAGMA integrity_check"))[0][0]);
        Assert.DoesNotContain(said, line => line[0] == "lost");
        foreach (var line in said.Where(line => line[0] == "queued")) Assert.Equal(1, await queue.CountAsync("email_message", $"id = '{line[^1]}'"));
        foreach (var line in said.Where(line => line[0] == "settled")) Assert.Equal([AttemptOutcome.Sent], await queue.OutcomesAsync(Guid.Parse(line[^1])));
        var claims = said.Where(line => line[0] == "claimed").Select(line => (Fence: line[1], Id: line[2])).ToList();
        Assert.NotEmpty(claims);
        Assert.Equal(claims.Count, claims.Distinct().Count());
        var (messages, jobs, settled) = (await queue.CountAsync("email_message"), await queue.CountAsync("email_job"), await queue.CountAsync("email_attempt"));
        Assert.Equal(messages, jobs + settled);

        // What they held comes back; the rest is handed out as if nothing had been. The clock of the processes is the machine's: far behind, or ahead of, the test's.
        await queue.QueryAsync("UPDATE email_job SET run_at = 1, lease_until = iif(state = 1, 1, NULL)");
        var held = await queue.CountAsync("email_job", "state = 1");
        Assert.Equal(held, await queue.Work.RescueAsync(1000));
        while ((await queue.Work.ClaimAsync(Mails.Ask(most: 1000, quantum: 1000) with { Suspects = true })).Mails is { Count: > 0 } mails)
        {
            Assert.All(await queue.Work.SettleAsync("w9", [.. mails.Select(Mails.Done)]), Assert.True);
        }

        Assert.Equal((0, messages), (await queue.CountAsync("email_job"), await queue.CountAsync("email_attempt", $"outcome = {(int)AttemptOutcome.Sent}")));
    }

    // What a process said until it had said enough, and from then until it was dead.
    private static async Task<List<string[]>> RunAndKillAsync(string file, string worker, int lines)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "DoomedHost.dll"), "sqlite-queue", file, worker]) { RedirectStandardOutput = true })!;
        var said = new List<string[]>();
        try
        {
            while (said.Count < lines && await process.StandardOutput.ReadLineAsync(Cancel) is { } line) said.Add(line.Split(' '));
        }
        finally
        {
            process.Kill();
        }

        Assert.Equal(lines, said.Count);

        // The last line may be cut.
        said.AddRange((await process.StandardOutput.ReadToEndAsync(Cancel)).Split('\n').SkipLast(1).Select(line => line.Split(' ')));
        await process.WaitForExitAsync(Cancel);
        return said;
    }
}
