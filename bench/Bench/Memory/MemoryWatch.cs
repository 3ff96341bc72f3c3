using System.Diagnostics;

namespace Leadmetrics.Bench.Memory;

/// <summary>Looks at this process' memory every few milliseconds and keeps the highest of each figure.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(5);

    private readonly PeriodicTimer _timer = new(Period, TimeProvider.System);
    private readonly Process _process = Process.GetCurrentProcess();
    private readonly MemoryFigures _before;
    private readonly Task _watching;
    private MemoryFigures _peak;

    public MemoryWatch()
    {
        _before = _peak = Look();
        _watching = WatchAsync();
    }

    /// <summary>How much each figure grew at its highest.</summary>
    public MemoryFigures Growth => _peak.Less(_before);

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _watching;
        _peak = _peak.Highest(Look());
        _process.Dispose();
    }

    private async Task WatchAsync()
    {
        while (await _timer.WaitForNextTickAsync()) _peak = _peak.Highest(Look());
    }

    private MemoryFigures Look()
    {
        _process.Refresh();
        return new MemoryFigures(_process.WorkingSet64, _process.PrivateMemorySize64, GC.GetTotalMemory(forceFullCollection: false));
    }
}
