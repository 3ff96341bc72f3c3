using System.Globalization;
using System.Text;

namespace Leadmetrics.Notifications.Cli.Showing;

/// <summary>A few lines that are drawn over themselves, by the sequences of ECMA-48 that every terminal knows.</summary>
/// <remarks>Invariant: the cursor stands at the beginning of the line below the block. No line is wider than the terminal, since one that wraps would be two to go back over.</remarks>
internal sealed class LiveBlock(TextWriter writer, Func<int> width) : IDisposable
{
    private const string HideCursor = "\e[?25l";
    private const string ShowCursor = "\e[?25h";
    private const string EraseLine = "\e[2K";
    private const string EraseBelow = "\e[J";

    private int _drawn;
    private bool _isHidden;

    /// <summary>Draws the lines in the place of those before.</summary>
    public void Draw(IReadOnlyList<string> lines)
    {
        // One write a frame: nothing is seen half-drawn.
        var frame = new StringBuilder(_isHidden ? "" : HideCursor);
        _isHidden = true;
        if (_drawn > 0) frame.Append(CultureInfo.InvariantCulture, $"\e[{_drawn}A");
        var most = Math.Max(1, width() - 1);
        foreach (var line in lines) frame.Append('\r').Append(EraseLine).Append(line.Length > most ? line[..most] : line).Append('\n');
        if (lines.Count < _drawn) frame.Append(EraseBelow);
        _drawn = lines.Count;
        writer.Write(frame);
        writer.Flush();
    }

    /// <summary>Leaves the last lines where they are, and gives the cursor back.</summary>
    public void Dispose()
    {
        if (!_isHidden) return;
        _isHidden = false;
        writer.Write(ShowCursor);
        writer.Flush();
    }
}
