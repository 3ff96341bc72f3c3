using System.Diagnostics;
using System.Globalization;

namespace Leadmetrics.Peers.Tests;

/// <summary>A test host that is killed cannot tidy up; its peers must go all the same.</summary>
public sealed class KilledHostTests
{
    [Theory]
    [InlineData("postgres")]
    [InlineData("maildev")]
    [InlineData("smtp-server")]
    [InlineData("postfix")]
    public async Task Kill_9_of_the_host_leaves_no_server_and_no_folder(string peer)
    {
        // Skips or fails here where the peer is missing: in the other process it would be a mere crash.
        await using (var present = Create(peer))
            await present.StartAsync();

        using var host = Process.Start(Host(peer))!;
        var told = await host.StandardOutput.ReadLineAsync();
        Assert.False(told is null, "The host ended before it told of its peer.");
        var processId = int.Parse(told[..told.IndexOf(' ', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
        var folder = told[(told.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        Assert.True(Remains.IsRunning(processId));
        Assert.True(Directory.Exists(folder));

        host.Kill(entireProcessTree: false); // SIGKILL, to this one process
        await host.WaitForExitAsync();

        await Remains.GoneAsync(processId, folder);
    }

    [Fact]
    public async Task A_server_that_cannot_start_is_an_error_with_its_last_words()
    {
        await using var tether = await Tether.CreateAsync("broken", "TERM", _ => [Executables.Bash, "-c", "echo no such option; exit 3"], CancellationToken.None);
        var failed = await Assert.ThrowsAsync<PeerFailedException>(() => tether.StartAsync(line => line == "ready", CancellationToken.None));
        Assert.Contains("no such option", failed.Message, StringComparison.Ordinal);
        Assert.Contains("exited 3", failed.Message, StringComparison.Ordinal);
    }

    private static IPeer Create(string peer) => peer switch
    {
        "postgres" => new PostgresPeer(new PostgresPeerOptions { ConnectionString = null }),
        "maildev" => new MailDevPeer(),
        "smtp-server" => new SmtpServerPeer(),
        _ => new PostfixPeer(),
    };

    private static ProcessStartInfo Host(string peer) =>
        new(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "DoomedHost.dll"), peer])
        {
            RedirectStandardOutput = true,
        };
}
