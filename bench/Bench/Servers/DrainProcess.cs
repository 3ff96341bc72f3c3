using System.Globalization;
using Leadmetrics.Bench.Drain;

namespace Leadmetrics.Bench.Servers;

/// <summary>The drain sink in a process of its own, so that its work is nobody else's.</summary>
internal sealed class DrainProcess(bool chunking) : IAsyncDisposable
{
    private readonly ChildProcess _child = new(ChildProcess.Self, [DrainCommand.Name, .. chunking ? (string[])["--chunking"] : []]);

    public int Port { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken) =>
        Port = int.Parse(await _child.ReadLineAsync(cancellationToken), CultureInfo.InvariantCulture);

    public ValueTask DisposeAsync() => _child.DisposeAsync();
}
