using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Leadmetrics.Notifications.Deliverability.Dns;

namespace Leadmetrics.Notifications.Deliverability.Spf;

/// <summary>Reads one term (RFC 7208 sections 5, 6, 7 and 12). Pure.</summary>
internal static partial class SpfTermReader
{
    // Longer than any name with macros needs; it bounds the work on what strangers wrote.
    private const int MaxLength = 512;

    /// <summary>Reads a term; <see langword="null"/>: it is none.</summary>
    public static SpfTerm? Read(string text)
    {
        if (text.Length > MaxLength) return null;
        var modifier = Modifier().Match(text);
        if (modifier.Success) return ReadModifier(text, modifier.Groups[1].Value.ToLowerInvariant(), modifier.Groups[2].Value);
        var mechanism = Mechanism().Match(text);
        if (!mechanism.Success) return null;
        var term = new SpfTerm(text, mechanism.Groups[2].Value.ToLowerInvariant(), mechanism.Groups[1].Value is [var sign] ? sign : '+', null);
        var rest = mechanism.Groups[3].Value;
        return term.Name switch
        {
            "all" => rest.Length == 0 ? term : null,
            "include" or "exists" => rest.StartsWith(':') ? WithDomain(term, rest[1..]) : null,
            "ptr" => rest.Length == 0 ? term : rest.StartsWith(':') ? WithDomain(term, rest[1..]) : null,
            "a" or "mx" => WithPrefixes(term, rest),
            "ip4" => WithNetwork(term, rest, AddressFamily.InterNetwork, 32),
            "ip6" => WithNetwork(term, rest, AddressFamily.InterNetworkV6, 128),
            _ => null,
        };
    }

    // One that is not known is passed over (RFC 7208 section 6).
    private static SpfTerm? ReadModifier(string text, string name, string value)
    {
        var term = new SpfTerm(text, name, '+', null) { IsModifier = true };
        return name is "redirect" or "exp" ? WithDomain(term, value) : term;
    }

    private static SpfTerm? WithPrefixes(SpfTerm term, string rest)
    {
        var parts = Prefixes().Match(rest);
        if (!parts.Success || !IsPrefix(parts.Groups["v4"].Value, 32) || !IsPrefix(parts.Groups["v6"].Value, 128)) return null;
        term = term with { IsEverybody = IsZero(parts.Groups["v4"].Value) || IsZero(parts.Groups["v6"].Value) };
        return parts.Groups["domain"] is { Success: true, Value: var domain } ? WithDomain(term, domain) : term;
    }

    private static SpfTerm? WithDomain(SpfTerm term, string domain)
    {
        if (domain.Contains('%', StringComparison.Ordinal)) return Macros().IsMatch(domain) ? term with { HasMacros = true } : null;
        var name = (domain.EndsWith('.') ? domain[..^1] : domain).ToLowerInvariant();
        var top = name[(name.LastIndexOf('.') + 1)..];
        var valid = name.Contains('.', StringComparison.Ordinal) && DnsName.IsValid(name) && TopLabel().IsMatch(top) && !top.All(char.IsAsciiDigit);
        return valid ? term with { Domain = name } : null;
    }

    private static SpfTerm? WithNetwork(SpfTerm term, string rest, AddressFamily family, int bits)
    {
        if (!rest.StartsWith(':')) return null;
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var text = slash < 0 ? rest[1..] : rest[1..slash];
        if (!IPAddress.TryParse(text, out var address) || address.AddressFamily != family || text.Contains('%', StringComparison.Ordinal)) return null;

        // 1.2.3 and 0x7f.1 are read as addresses elsewhere.
        if (family == AddressFamily.InterNetwork && address.ToString() != text) return null;
        if (slash < 0) return term;
        var prefix = rest[(slash + 1)..];
        return prefix.Length > 0 && IsPrefix(prefix, bits) ? term with { IsEverybody = IsZero(prefix) } : null;
    }

    private static bool IsPrefix(string text, int bits) =>
        text.Length == 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= bits);

    private static bool IsZero(string prefix) => prefix.Length > 0 && prefix.All(digit => digit == '0');

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9\-_.]*)=(.*)$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Modifier();

    [GeneratedRegex(@"^([+\-?~]?)([A-Za-z][A-Za-z0-9\-_.]*)((?:[:/].*)?)$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Mechanism();

    [GeneratedRegex(@"^(?::(?<domain>.+?))?(?:/(?<v4>[0-9]{1,2}))?(?://(?<v6>[0-9]{1,3}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Prefixes();

    [GeneratedRegex(@"^(?:[\x21-\x24\x26-\x7E]|%\{[slodiphcrtvSLODIPHCRTV][0-9]*[rR]?[.\-+,/_=]*\}|%%|%_|%-)+$", RegexOptions.CultureInvariant)]
    private static partial Regex Macros();

    [GeneratedRegex("^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex TopLabel();
}
