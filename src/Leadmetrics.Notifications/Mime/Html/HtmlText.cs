namespace Leadmetrics.Notifications.Mime.Html;

/// <summary>What a reader of plain text expects of an HTML body: the text in reading order, with its lists, quotes, tables and links.</summary>
internal static class HtmlText
{
    /// <summary>Derives the text.</summary>
    /// <param name="html">Any string: it is read as browsers read it, so there is no malformed one.</param>
    /// <returns>Lines that end in LF, not wrapped, with no white space at their ends, at most one empty line in a row, and none at either end. Empty where nothing is to be seen.</returns>
    /// <remarks>The same for every culture and every try. Time and memory grow with the length of <paramref name="html"/>, whatever stands in it; the stack does not.</remarks>
    public static string From(string html)
    {
        ArgumentNullException.ThrowIfNull(html);
        return new HtmlTextWalk().Run(html);
    }
}
