using System.Buffers;
using System.Text.Json.Serialization;

namespace Leadmetrics.Notifications;

/// <summary>An iCalendar object (RFC 5545) that mail programs show as an invitation (RFC 6047).</summary>
/// <param name="Content">The object, from <c>BEGIN:VCALENDAR</c> on, with a <c>METHOD</c>.</param>
public sealed record EmailCalendar(string Content)
{
    private const string DefaultFileName = "invite.ics";

    private static readonly SearchValues<char> MethodCharacters = SearchValues.Create("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The name of the attachment that carries it for programs that know no invitations.</summary>
    /// <value><c>invite.ics</c>.</value>
    public string FileName { get; init => field = value ?? DefaultFileName; } = DefaultFileName;

    /// <summary>What it is for, as its METHOD says: <c>REQUEST</c>, <c>CANCEL</c>, <c>REPLY</c>, …; <see langword="null"/> where it says nothing.</summary>
    /// <remarks>RFC 6047 section 2.4 wants the same word in the media type, so it is read, never given a second time.</remarks>
    [JsonIgnore]
    public string? Method => FindMethod();

    /// <summary>The object as it is sent: without a byte order mark, which is no part of it.</summary>
    internal string Object => Content.TrimStart('\uFEFF');

    /// <summary>Whether it begins as an iCalendar object does.</summary>
    internal bool IsObject => Content.AsSpan().TrimStart('\uFEFF').StartsWith("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase);

    // A property of the calendar itself: it stands before the first component, or behind the last one.
    private string? FindMethod()
    {
        var depth = 0;
        var rest = Content.AsSpan().TrimStart('\uFEFF');
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAny('\r', '\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.StartsWith("BEGIN:", StringComparison.OrdinalIgnoreCase)) depth++;
            else if (line.StartsWith("END:", StringComparison.OrdinalIgnoreCase)) depth--;
            else if (depth == 1 && line.StartsWith("METHOD:", StringComparison.OrdinalIgnoreCase)) return Word(line["METHOD:".Length..].Trim());
        }

        return null;
    }

    private static string? Word(ReadOnlySpan<char> text) =>
        text.IsEmpty || text.Length > 32 || text.ContainsAnyExcept(MethodCharacters) ? null : text.ToString().ToUpperInvariant();
}
