using System.Diagnostics;

namespace Leadmetrics.Chaos.Storing;

/// <summary>A process that takes away all mail within a transaction that it never ends, and is killed over it. Gone when it is disposed of.</summary>
internal sealed class DoomedWriter : IAsyncDisposable
{
    private readonly Process _process;

    private DoomedWriter(Process process) => _process = process;

    public static DoomedWriter Start(string file) => new(Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Chaos.dll"), DoomedWriterProgram.Verb, file])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!);

    /// <summary>Whether it came to its write: another holds the lock, or not.</summary>
    public async Task<bool> WroteAsync() => await _process.StandardOutput.ReadLineAsync() == DoomedWriterProgram.Wrote;

    public async ValueTask DisposeAsync()
    {
        // SIGKILL.
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
