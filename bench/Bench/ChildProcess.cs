using System.Diagnostics;
using System.Globalization;

namespace Leadmetrics.Bench;

/// <summary>A program of ours that is spoken to by lines, and ends when its standard input does: whatever becomes of the bench, nothing is left behind.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly string _name;
    private readonly Process _process;
    private readonly Task<string> _errors;

    public ChildProcess(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        _name = string.Join(' ', [Path.GetFileName(program), .. start.ArgumentList]);
        _process = Start(start);
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The bench's own program, whoever hosts this code.</summary>
    public static string Self { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Bench.exe" : "Bench");

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its standard output.</returns>
    /// <exception cref="BenchException">It did not start, or did not end with 0.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode == 0) return await output;
            var said = (await errors).Trim();
            throw new BenchException(string.Create(CultureInfo.InvariantCulture, $"{program} ended with {process.ExitCode}: {said}"));
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    public async Task WriteLineAsync(string line, CancellationToken cancellationToken)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
            await _process.StandardInput.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            throw await GoneAsync();
        }
    }

    /// <exception cref="BenchException">It ended instead.</exception>
    public async Task<string> ReadLineAsync(CancellationToken cancellationToken) =>
        await _process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw await GoneAsync();

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync().WaitAsync(Grace, TimeProvider.System);
        }
        catch (Exception late) when (late is TimeoutException or IOException)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        await _errors;
        _process.Dispose();
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new BenchException($"{start.FileName} does not start: {missing.Message}.");
        }
    }

    private async Task<BenchException> GoneAsync() => new($"{_name} ended: {(await _errors).Trim()}");
}
