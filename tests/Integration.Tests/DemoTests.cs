using System.Diagnostics;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration;

/// <summary>The demo as a newcomer starts it: a process, its last line and its exit code.</summary>
public sealed class DemoTests(PeerFixture<PostgresPeer> postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Demo_delivers_two_of_two_on_sqlite()
    {
        var lines = await DeliversAsync([], null);
        Assert.Contains(lines, line => line.Contains("SQLite, ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Demo_delivers_two_of_two_on_a_running_postgres_and_leaves_nothing_there()
    {
        var connectionString = await (await postgres.GetAsync()).CreateDatabaseAsync(Cancel);
        var lines = await DeliversAsync(["--postgres"], connectionString);
        Assert.Contains(lines, line => line.Contains("the running one of LEADMETRICS_POSTGRES", StringComparison.Ordinal));
        Assert.Equal("0", await (await postgres.GetAsync()).ExecuteAsync("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'demo%'", connectionString, Cancel));
    }

    [Fact]
    public async Task Demo_starts_a_postgres_of_its_own_and_stops_it()
    {
        // Only to be skipped, or to fail, where there is none to start.
        await postgres.GetAsync();
        var lines = await DeliversAsync(["--postgres"], null);
        Assert.Contains(lines, line => line.Contains("stopped when this ends", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Demo_tells_why_each_tenant_is_resolved_as_it_is()
    {
        var lines = await DeliversAsync([], null);
        Assert.Contains(lines, line => line.Contains("acme", StringComparison.Ordinal) && line.EndsWith("its own provider, which passed its test", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("globex", StringComparison.Ordinal) && line.EndsWith("it has no provider of its own", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("initech", StringComparison.Ordinal) && line.EndsWith("its own provider did not pass its test", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("initech", StringComparison.Ordinal) && line.Contains("Connection refused. Nothing listens", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Demo_that_cannot_have_its_database_tells_the_true_numbers_and_ends_with_1()
    {
        var (exitCode, lines) = await RunAsync(["--postgres"], "Host=127.0.0.1;Port=1;Username=nobody;Database=none");
        Assert.Equal(1, exitCode);
        Assert.Equal("demo: delivered 0 of 2", lines[^1]);
    }

    [Fact]
    public async Task Demo_with_an_api_that_does_not_answer_delivers_one_and_ends_with_1()
    {
        var (exitCode, lines) = await RunAsync(
            [], null, new() { ["SENDGRID_API_KEY"] = "SG.planted", ["SENDGRID_FROM"] = "mail@platform.example", ["SENDGRID_BASE_ADDRESS"] = "http://127.0.0.1:1/" });
        Assert.Equal(1, exitCode);
        Assert.Equal("demo: delivered 1 of 2", lines[^1]);
        Assert.DoesNotContain(lines, line => line.Contains("SG.planted", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<string>> DeliversAsync(string[] arguments, string? postgres)
    {
        var (exitCode, lines) = await RunAsync(arguments, postgres);
        Assert.True(exitCode == 0, string.Join('\n', lines));
        Assert.Equal("demo: delivered 2 of 2", lines[^1]);
        var folder = lines.Single(line => line.TrimStart().StartsWith("Folder:", StringComparison.Ordinal)).Split("Folder:")[1].Split(',')[0].Trim();
        Assert.False(Directory.Exists(folder), $"{folder} is still there");
        return lines;
    }

    private static async Task<(int ExitCode, IReadOnlyList<string> Lines)> RunAsync(string[] arguments, string? postgres, Dictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [Demo(), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };

        // Never the real API from a test.
        start.Environment.Remove("SENDGRID_API_KEY");
        start.Environment.Remove("LEADMETRICS_POSTGRES");
        if (postgres is not null) start.Environment["LEADMETRICS_POSTGRES"] = postgres;
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        var errors = process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, [.. (await output).TrimEnd().Split('\n').Select(line => line.TrimEnd('\r')), .. (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
    }

    // In its own folder of output: beside these tests lies only what they lack themselves.
    private static string Demo()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output;
        while (!File.Exists(Path.Combine(root.FullName, "Leadmetrics.Notifications.sln"))) root = root.Parent ?? throw new DirectoryNotFoundException("These tests do not run in the repository.");
        return Path.Combine(root.FullName, "samples", "Quickstart", "bin", output.Parent!.Name, output.Name, "Quickstart.dll");
    }
}
