using System.Globalization;

namespace Leadmetrics.Chaos;

/// <summary>Where a run is told of: lines that stay, and on a terminal one below them that is drawn anew. Safe for concurrent use.</summary>
internal sealed class ChaosScreen(TextWriter output, bool isTerminal, Func<int> width)
{
    private const string ToLineStart = "\r";
    private const string EraseToLineEnd = "\u001b[K";

    private readonly Lock _lock = new();
    private string _below = "";

    /// <summary>Whether progress is drawn; else it is for whoever reads a file, now and then.</summary>
    public bool IsTerminal => isTerminal;

    public static ChaosScreen OfConsole() => new(
        Console.Out, !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"), () => Console.WindowWidth);

    /// <summary>A line that stays, behind the time of day.</summary>
    public void Say(string line) => Write(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss} {line}"));

    /// <summary>A line that stays.</summary>
    public void Write(string line)
    {
        lock (_lock)
        {
            Erase_NeedsLock();
            output.WriteLine(line);
            if (_below.Length > 0) output.Write(_below);
        }
    }

    /// <summary>The line below all others, on a terminal.</summary>
    public void Draw(string below)
    {
        if (!isTerminal) return;
        lock (_lock)
        {
            Erase_NeedsLock();
            var room = width() - 1;
            _below = room > 0 && below.Length > room ? below[..room] : below;
            output.Write(_below);
            output.Flush();
        }
    }

    private void Erase_NeedsLock()
    {
        if (_below.Length > 0) output.Write(ToLineStart + EraseToLineEnd);
    }
}
