namespace Leadmetrics.Notifications.Cli.Showing;

/// <summary>Rows under headings.</summary>
internal sealed class Listing(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public IReadOnlyList<string> Columns { get; } = columns;

    public IReadOnlyList<IReadOnlyList<string>> Rows => _rows;

    public Listing Add(params string[] cells)
    {
        _rows.Add(cells);
        return this;
    }

    /// <summary>Writes the rows as columns of equal width, the last one as it is.</summary>
    public void WriteTo(TextWriter writer, Func<string, string> printable)
    {
        string[][] lines = [[.. Columns], .. _rows.Select(row => row.Select(printable).ToArray())];
        var widths = Enumerable.Range(0, Columns.Count).Select(column => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines) writer.WriteLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
