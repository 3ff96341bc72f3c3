using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Leadmetrics.Notifications.Cli.Tests.Rotation;

/// <summary>One process of <c>lmn key rotate</c>, followed by the lines that it prints.</summary>
internal sealed partial class RotationRun : IDisposable
{
    private readonly Process _process;
    private readonly bool _json;
    private readonly Task<string> _otherOutput;
    private long _peakKilobytes;

    private RotationRun(Process process, bool json)
    {
        _process = process;
        _json = json;
        process.StandardInput.Close();

        // With --json, people's lines go to standard error.
        _otherOutput = (json ? process.StandardOutput : process.StandardError).ReadToEndAsync(Lmn.Cancel);
    }

    /// <summary>The most memory that it was seen to have had resident, as the kernel counts it.</summary>
    public long PeakMegabytes => _peakKilobytes / 1024;

    public static RotationRun Start(Lmn lmn, bool json = false) => new(json ? lmn.Start("key", "rotate", "--json") : lmn.Start("key", "rotate"), json);

    /// <summary>Waits until it says that it has gone over so many rows.</summary>
    public async Task SeenAsync(int rows)
    {
        while (await Lines.ReadLineAsync(Lmn.Cancel) is { } line)
        {
            if (Seen().Match(line) is { Success: true } seen && long.Parse(seen.Groups[1].ValueSpan, CultureInfo.InvariantCulture) >= rows) return;
        }

        Assert.Fail($"It ended before it had seen {rows} rows: {await _otherOutput}");
    }

    /// <summary>SIGKILL: nothing of it runs any more.</summary>
    public async Task KillAsync()
    {
        Assert.False(_process.HasExited);
        _process.Kill();
        await _process.WaitForExitAsync(Lmn.Cancel);
        Assert.Equal(128 + 9, _process.ExitCode);
    }

    /// <summary>SIGINT, as Ctrl+C in a terminal sends it; answers what it complained of.</summary>
    public async Task<string> InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await _process.WaitForExitAsync(Lmn.Cancel);
        Assert.Equal(1, _process.ExitCode);
        return await _otherOutput;
    }

    /// <summary>Waits for its end and gives the object that it printed.</summary>
    public async Task<JsonNode> EndAsync()
    {
        var people = await Lines.ReadToEndAsync(Lmn.Cancel);
        await _process.WaitForExitAsync(Lmn.Cancel);
        var other = await _otherOutput;
        Assert.True(_process.ExitCode == 0, people + other);
        return JsonNode.Parse(_json ? other : people)!;
    }

    /// <summary>Looks at its memory once; the kernel keeps the peak, so the last look before its end tells all but the rest of it.</summary>
    public void LookAtMemory()
    {
        try
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            if (line is not null) _peakKilobytes = Math.Max(_peakKilobytes, long.Parse(line.AsSpan(6, line.Length - 6 - 2), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture));
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // It has ended.
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private StreamReader Lines => _json ? _process.StandardError : _process.StandardOutput;

    [GeneratedRegex(@"^(\d+) of ")]
    private static partial Regex Seen();
}
