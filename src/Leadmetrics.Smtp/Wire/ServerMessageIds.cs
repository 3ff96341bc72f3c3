using System.Buffers;

namespace Leadmetrics.Smtp.Wire;

/// <summary>Finds the id that a server names in its reply to the final dot.</summary>
/// <remarks>
/// There is no standard for it. The forms, by what stands around the id, behind a code such as 2.0.0:
/// <c>queued as ID</c> (Postfix, SendGrid, Brevo, Fastmail), <c>queued with id ID</c> (Stalwart), <c>OK id=ID</c> and <c>ids=ID</c> (Exim, KumoMTA), <c>Message Queued (ID)</c>
/// (Haraka), <c>ID Message accepted for delivery</c> (sendmail, OpenSMTPD, Proofpoint), <c>OK TIME ID - gsmtp</c> (Gmail), <c>&lt;ID&gt; [Hostname=…]</c> or
/// <c>[InternalId=…]</c> (Microsoft), <c>envelope id ID</c> (iCloud), <c>ok TIME qp PID</c> (qmail), <c>Ok ID</c> and nothing else (Amazon SES, SparkPost, Courier).
/// Anything else is prose: no id is better than a wrong one.
/// </remarks>
internal static class ServerMessageIds
{
    private const int MaxId = 128;
    private const int LeastBareId = 12;
    private static readonly string[] Markers = ["queued as ", "queued with id ", "envelope id ", " id=", " ids=", "message queued ("];
    private static readonly SearchValues<char> Ends = SearchValues.Create(" <>;,()[]\"");

    /// <summary>Finds the id in the last line of a reply.</summary>
    /// <param name="reply">A 2xx reply to the final dot.</param>
    /// <returns>The id, or <see langword="null"/> where none can be told.</returns>
    public static string? Find(SmtpReply reply)
    {
        var text = reply.Lines[^1].AsSpan().Trim();
        if (EnhancedStatusCode.TryParsePrefix(text, out _)) text = text[(text.IndexOf(' ') is var space and >= 0 ? space : text.Length)..].Trim();
        foreach (var marker in Markers)
        {
            if (Behind(text, marker) is { } id) return id;
        }

        if (text.EndsWith(" - gsmtp", StringComparison.OrdinalIgnoreCase)) return Last(text[..^" - gsmtp".Length]);
        if (text.Contains("[Hostname=", StringComparison.OrdinalIgnoreCase) || text.Contains("[InternalId=", StringComparison.OrdinalIgnoreCase)) return Bracketed(text);
        if (text.IndexOf(" message accepted for delivery", StringComparison.OrdinalIgnoreCase) is var accepted and > 0) return Bare(text[..accepted], 6);
        return text.StartsWith("ok", StringComparison.OrdinalIgnoreCase) ? BehindOk(text[2..].TrimStart(".,: ")) : null;
    }

    private static string? Behind(ReadOnlySpan<char> text, string marker)
    {
        var at = text.IndexOf(marker, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var id = text[(at + marker.Length)..].TrimStart('<');
        var end = id.IndexOfAny(Ends);
        id = (end < 0 ? id : id[..end]).TrimEnd('.');

        // hMailServer: "Queued (0.031 seconds)".
        return marker[^1] == '(' && (end < 0 || text[^1] != ')' || !text[..^1].EndsWith(id)) ? null : Id(id);
    }

    private static string? Bracketed(ReadOnlySpan<char> text)
    {
        var start = text.IndexOf('<');
        var end = text.IndexOf('>');
        return start >= 0 && end > start ? Id(text[(start + 1)..end]) : null;
    }

    private static string? Last(ReadOnlySpan<char> text) => Bare(text[(text.TrimEnd().LastIndexOf(' ') + 1)..].TrimEnd(), LeastBareId);

    private static string? BehindOk(ReadOnlySpan<char> text)
    {
        // qmail: the second and the number of the process are unique together only.
        if (text.IndexOf(" qp ", StringComparison.Ordinal) is var qp and > 0 && IsNumber(text[..qp]) && IsNumber(text[(qp + 4)..])) return text.ToString();
        return Bare(text, LeastBareId);
    }

    // Without a word that names it: one token, and a word without a digit is prose.
    private static string? Bare(ReadOnlySpan<char> text, int least) => text.Length < least || !text.ContainsAnyInRange('0', '9') || text.ContainsAny(Ends) ? null : Id(text);

    private static bool IsNumber(ReadOnlySpan<char> text) => text.Length is > 0 and <= 20 && !text.ContainsAnyExceptInRange('0', '9');

    private static string? Id(ReadOnlySpan<char> id) => id.IsEmpty || id.Length > MaxId || id.ContainsAnyExceptInRange('!', '~') ? null : id.ToString();
}
