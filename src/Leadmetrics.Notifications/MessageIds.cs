using System.Security.Cryptography;

namespace Leadmetrics.Notifications;

/// <summary>Mints and checks Message-IDs (RFC 5322 section 3.6.4).</summary>
internal static class MessageIds
{
    private const int MaxLength = 250;

    /// <summary>A fresh id: 128 random bits at the sender's domain.</summary>
    public static string Mint(string domain) => $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}@{domain}";

    public static bool IsValid(string id)
    {
        var at = id.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == id.LastIndexOf('@') && at < id.Length - 1 && id.Length <= MaxLength && id.All(c => c is > ' ' and < '\x7f' and not ('<' or '>' or '(' or ')' or '"' or '\\' or ',' or ';'));
    }
}
