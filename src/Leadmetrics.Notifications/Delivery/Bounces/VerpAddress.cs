using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>Envelope senders that name their message (variable envelope return paths), so that a report which quotes nothing of it can still be matched by the address it came to.</summary>
/// <remarks>
/// <c>bounces@example.com</c> becomes <c>bounces+TOKEN@example.com</c>: TOKEN is the left part of the Message-ID (32 hex digits) and a check of 8 hex digits over the bounce address and
/// the whole Message-ID. The check finds out mistyped and cut addresses, and which of the sender's domains the Message-ID had; it is no signature: it has no key, and anybody can compute one.
/// </remarks>
public static class VerpAddress
{
    /// <summary>The longest local part of a bounce address that leaves a token its place in the 64 octets of RFC 5321.</summary>
    public const int MaxLocalPart = 64 - 1 - TokenLength;

    private const int LeftLength = 32;
    private const int CheckLength = 8;
    private const int TokenLength = LeftLength + CheckLength;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The envelope sender of a message.</summary>
    /// <param name="bounceAddress">Where bounces go, such as <c>bounces@example.com</c>.</param>
    /// <param name="messageId">The Message-ID, without angle brackets.</param>
    /// <returns>The address with the token; <paramref name="bounceAddress"/> where the Message-ID is not one of this library's (32 hex digits, <c>@</c>, a domain), or there is no place for the token.</returns>
    public static string Create(string bounceAddress, string messageId)
    {
        ArgumentException.ThrowIfNullOrEmpty(bounceAddress);
        ArgumentNullException.ThrowIfNull(messageId);
        var at = bounceAddress.LastIndexOf('@');
        if (at is <= 0 or > MaxLocalPart || !IsOwn(messageId)) return bounceAddress;
        return $"{bounceAddress.AsSpan(0, at)}+{messageId.AsSpan(0, LeftLength)}{Check(bounceAddress, messageId)}{bounceAddress.AsSpan(at)}";
    }

    /// <summary>Reads the left part of a Message-ID out of an address, without its check.</summary>
    /// <param name="address">The address that a report came to.</param>
    /// <param name="leftPart">32 hex digits.</param>
    /// <returns><see langword="false"/>: the address has no token's form.</returns>
    public static bool TryRead([NotNullWhen(true)] string? address, [NotNullWhen(true)] out string? leftPart)
    {
        leftPart = TrySplit(address, out _, out var token) ? token[..LeftLength] : null;
        return leftPart is not null;
    }

    /// <summary>Reads the Message-ID out of an address: its check says which of some domains it was minted at.</summary>
    /// <param name="address">The address that a report came to.</param>
    /// <param name="domains">The domains that it may have been minted at: those of the senders. The address's own is tried, too.</param>
    /// <param name="messageId">The whole Message-ID, without angle brackets.</param>
    /// <returns><see langword="false"/>: the address has no token, or its check fits none of the domains.</returns>
    public static bool TryRead([NotNullWhen(true)] string? address, IEnumerable<string> domains, [NotNullWhen(true)] out string? messageId)
    {
        ArgumentNullException.ThrowIfNull(domains);
        messageId = null;
        if (!TrySplit(address, out var bounceAddress, out var token)) return false;
        foreach (var domain in domains.Append(bounceAddress[(bounceAddress.LastIndexOf('@') + 1)..]))
        {
            var candidate = $"{token.AsSpan(0, LeftLength)}@{domain}";
            if (!Check(bounceAddress, candidate).Equals(token[LeftLength..], StringComparison.Ordinal)) continue;
            messageId = candidate;
            return true;
        }

        return false;
    }

    /// <summary>Whether a Message-ID has the form of this library's: 32 lower-case hex digits, <c>@</c>, a domain.</summary>
    internal static bool IsOwn([NotNullWhen(true)] string? messageId) =>
        messageId is { Length: > LeftLength + 1 and <= 255 + LeftLength }
        && messageId[LeftLength] == '@'
        && !messageId.AsSpan(0, LeftLength).ContainsAnyExcept(HexDigits)
        && messageId.LastIndexOf('@') == LeftLength
        && !messageId.AsSpan(LeftLength + 1).ContainsAnyExceptInRange('!', '~');

    // Servers on the way may write the local part in other letters; hex digits stand that.
    private static bool TrySplit([NotNullWhen(true)] string? address, out string bounceAddress, out string token)
    {
        (bounceAddress, token) = ("", "");
        if (address is null or { Length: > 320 }) return false;
        var at = address.LastIndexOf('@');
        var plus = at - TokenLength - 1;
        if (plus < 1 || at == address.Length - 1 || address[plus] != '+') return false;
        token = address[(plus + 1)..at].ToLowerInvariant();
        bounceAddress = $"{address.AsSpan(0, plus)}{address.AsSpan(at)}";
        return !token.AsSpan().ContainsAnyExcept(HexDigits);
    }

    private static string Check(string bounceAddress, string messageId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{bounceAddress.ToLowerInvariant()}\0{messageId}")).AsSpan(0, CheckLength / 2));
}
