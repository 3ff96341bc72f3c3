using System.Diagnostics;
using System.Globalization;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>A host in a process of its own, over a database that is shared with the test.</summary>
internal sealed class SecondHost : IAsyncDisposable
{
    private readonly Process _process;

    private SecondHost(Process process) => _process = process;

    public static async Task<SecondHost> StartAsync(string connectionString, string schema, string key, int timeToLive = 60, string? listen = null, string? legacyZone = null)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SecondHost.dll")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["SECOND_HOST_DATABASE"] = connectionString,
                ["SECOND_HOST_SCHEMA"] = schema,
                ["SECOND_HOST_KEY"] = key,
                ["SECOND_HOST_TTL"] = timeToLive.ToString(CultureInfo.InvariantCulture),
            },
        };
        if (listen is not null) start.Environment["SECOND_HOST_LISTEN"] = listen;
        if (legacyZone is not null) (start.Environment["SECOND_HOST_LEGACY_TIMESTAMPS"], start.Environment["TZ"]) = ("1", legacyZone);
        var host = new SecondHost(Process.Start(start)!);
        Assert.Equal("ready", await host.ReadAsync());
        return host;
    }

    public async Task<string> AskAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        return await ReadAsync();
    }

    /// <summary>Begins a question whose answer comes later.</summary>
    public async Task<Task<string>> BeginAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        return ReadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("The second host ended.");
}
