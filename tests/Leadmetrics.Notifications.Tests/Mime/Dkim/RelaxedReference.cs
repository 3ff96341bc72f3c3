using System.Text.RegularExpressions;

namespace Leadmetrics.Notifications.Tests.Mime.Dkim;

/// <summary>The relaxed canonicalisation as RFC 6376 section 3.4 words it: slow, and plain to see.</summary>
internal static partial class RelaxedReference
{
    public static string Body(string body)
    {
        var lines = body.Split("\r\n").Select(line => WhiteSpace().Replace(line, " ").TrimEnd(' ')).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        return string.Concat(lines.Select(line => line + "\r\n"));
    }

    public static string Field(string field)
    {
        var unfolded = field.Replace("\r\n", "", StringComparison.Ordinal);
        var colon = unfolded.IndexOf(':', StringComparison.Ordinal);
        var name = unfolded[..colon].ToLowerInvariant().TrimEnd(' ', '\t');
        return name + ":" + WhiteSpace().Replace(unfolded[(colon + 1)..], " ").Trim(' ');
    }

    [GeneratedRegex("[ \t]+")]
    private static partial Regex WhiteSpace();
}
