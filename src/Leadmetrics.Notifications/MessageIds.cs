using System.Buffers;
using System.Security.Cryptography;

namespace Leadmetrics.Notifications;

/// <summary>Mints and checks Message-IDs (RFC 5322 section 3.6.4).</summary>
internal static class MessageIds
{
    private const int MaxLength = 250;

    // Printable ASCII without what would end an id, or make a comment or a quoted string of it.
    private static readonly SearchValues<char> Allowed = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Except("<>()\"\\,;")]);

    /// <summary>A fresh id: 128 random bits at the sender's domain.</summary>
    public static string Mint(string domain) => $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}@{domain}";

    public static bool IsValid(string id)
    {
        var at = id.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == id.LastIndexOf('@') && at < id.Length - 1 && id.Length <= MaxLength && !id.AsSpan().ContainsAnyExcept(Allowed);
    }
}
