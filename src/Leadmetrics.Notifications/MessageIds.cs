using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Leadmetrics.Notifications;

/// <summary>Mints, reads and checks Message-IDs (RFC 5322 section 3.6.4).</summary>
internal static class MessageIds
{
    private const int MaxLength = 250;

    // An id cannot be folded, and a line has 998 octets at most.
    private const int MaxForeignLength = 900;

    // Printable ASCII without what would end an id, or make a comment or a quoted string of it.
    private static readonly SearchValues<char> Allowed = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Except("<>()\"\\,;")]);

    // What others minted is repeated as it is, as long as it cannot be taken for two or for a line.
    private static readonly SearchValues<char> AllowedInForeign = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Except("<>")]);

    /// <summary>A fresh id: 128 random bits at the sender's domain.</summary>
    public static string Mint(string domain) => $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}@{domain}";

    public static bool IsValid(string id)
    {
        var at = id.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == id.LastIndexOf('@') && at < id.Length - 1 && id.Length <= MaxLength && !id.AsSpan().ContainsAnyExcept(Allowed);
    }

    /// <summary>Takes the angle brackets off an id that somebody else minted.</summary>
    /// <returns><see langword="false"/> where it is none.</returns>
    public static bool TryReadForeign([NotNullWhen(true)] string? text, out ReadOnlySpan<char> id)
    {
        id = text.AsSpan().Trim(' ');
        if (id is ['<', .., '>']) id = id[1..^1];
        return id.Length is > 0 and <= MaxForeignLength && !id.ContainsAnyExcept(AllowedInForeign);
    }

    /// <summary>An id that somebody else minted, in its angle brackets.</summary>
    public static string Bracketed(string text)
    {
        TryReadForeign(text, out var id);
        return $"<{id}>";
    }
}
