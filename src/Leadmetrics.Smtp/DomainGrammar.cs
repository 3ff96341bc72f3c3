using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Smtp;

/// <summary>The grammar of domains and address literals in RFC 5321 section 4.1.2, over ASCII.</summary>
internal static class DomainGrammar
{
    private const int MaxDomain = 253;
    private const int MaxLabel = 63;

    /// <summary>Dot-separated labels of letters, digits, hyphens (underscores are met in host names and let through), none empty, at most 253 octets.</summary>
    public static bool IsDomain(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value.Length > MaxDomain) return false;
        foreach (var range in value.Split('.'))
        {
            if (!IsLabel(value[range])) return false;
        }

        return true;
    }

    /// <summary><c>[192.0.2.1]</c> or <c>[IPv6:2001:db8::1]</c>, without a scope id.</summary>
    public static bool IsAddressLiteral(ReadOnlySpan<char> value)
    {
        if (value.Length < 3 || value[0] != '[' || value[^1] != ']') return false;
        var inner = value[1..^1];
        if (inner.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase))
        {
            inner = inner[5..];
            return !inner.Contains('%') && !inner.Contains('[') && IPAddress.TryParse(inner, out var six) && six.AddressFamily == AddressFamily.InterNetworkV6;
        }

        // IPAddress.TryParse also takes forms like 127.1: only the dotted quad that prints the same is one.
        return IPAddress.TryParse(inner, out var four) && four.AddressFamily == AddressFamily.InterNetwork && inner.SequenceEqual(four.ToString());
    }

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.IsEmpty || label.Length > MaxLabel || label[0] == '-' || label[^1] == '-') return false;
        foreach (var c in label)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return false;
        }

        return true;
    }
}
