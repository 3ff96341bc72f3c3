namespace Leadmetrics.Notifications.Mime;

/// <summary>CRLF, CR and LF are each one line end.</summary>
internal static class LineEnds
{
    /// <summary>The length of the line end that the text starts with.</summary>
    public static int Length(ReadOnlySpan<char> text) => text is ['\r', '\n', ..] ? 2 : 1;
}
