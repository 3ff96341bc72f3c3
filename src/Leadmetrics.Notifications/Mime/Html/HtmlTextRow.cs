namespace Leadmetrics.Notifications.Mime.Html;

/// <summary>One row of a table: a line with a tab between its cells where each cell is a line itself, else cell below cell. The first cell may have lines above.</summary>
/// <remarks>
/// Cells are written below each other, and joined when the row has ended and all of it is known: what a mail lays out by tables is mostly
/// not a table to a reader. A wide row is taken for layout too, which also bounds what joining can cost.
/// </remarks>
internal sealed class HtmlTextRow(HtmlTextLines lines)
{
    private const int MaxWidth = 200;

    private readonly int _depth = lines.Depth;
    private readonly List<(int From, int To)> _cells = [];

    private bool _isLayout;
    private int _width;
    private int _lastLine;
    private int _cellFrom;
    private int _cellLine;

    public void BeginCell()
    {
        lines.Break(1);
        _cellFrom = lines.Length;
        _cellLine = lines.LineNumber;
    }

    public void EndCell()
    {
        if (lines.Length == _cellFrom) return;
        lines.Break(1);
        _width += lines.Length - lines.LineFrom + 1;
        var isFirst = _cells.Count == 0;
        var isLine = isFirst ? lines.PartedLine <= _cellLine + 1 : lines.LineNumber == _cellLine + 1 && _cellLine == _lastLine;
        _isLayout |= !isLine || lines.LineDepth != _depth || _width > MaxWidth;
        _lastLine = lines.LineNumber;
        if (_isLayout) _cells.Clear();
        else _cells.Add((lines.LineFrom, lines.Length));
    }

    public void End()
    {
        if (_cells.Count > 1 && lines.Length == _cells[^1].To) lines.Join(_cells);
    }
}
