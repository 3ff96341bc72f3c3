namespace Leadmetrics.Smtp.Wire;

/// <summary>Finds the id that a server names in its reply to the final dot.</summary>
internal static class ServerMessageIds
{
    private const int MaxId = 128;

    /// <summary>Postfix and its like say "queued as ID", Exim "OK id=ID", Amazon SES "Ok ID" and nothing else.</summary>
    /// <param name="reply">A 2xx reply to the final dot.</param>
    /// <returns>The id, or <see langword="null"/> where none can be told.</returns>
    public static string? Find(SmtpReply reply)
    {
        var text = reply.Lines[^1].AsSpan().Trim();
        return Behind(text, "queued as ") ?? Behind(text, "id=") ?? (text.StartsWith("Ok ", StringComparison.Ordinal) ? Only(text[3..]) : null);
    }

    private static string? Behind(ReadOnlySpan<char> text, string marker)
    {
        var at = text.IndexOf(marker, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var id = text[(at + marker.Length)..].TrimStart('<');
        var end = id.IndexOfAny(" >;,)");
        return Id(end < 0 ? id : id[..end]);
    }

    // SES: "Ok 0102018a…-000000". A word without a digit is prose.
    private static string? Only(ReadOnlySpan<char> text) => text.Contains(' ') || text.Length < 20 || !text.ContainsAnyInRange('0', '9') ? null : Id(text);

    private static string? Id(ReadOnlySpan<char> id) => id.IsEmpty || id.Length > MaxId || id.ContainsAnyExceptInRange('!', '~') ? null : id.ToString();
}
