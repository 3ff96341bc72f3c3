using System.Globalization;
using Leadmetrics.Notifications.Egress;

namespace Leadmetrics.Notifications.Providers.Capturing;

/// <summary>Where a catcher listens.</summary>
/// <param name="Host">Its host: a name or an address.</param>
/// <param name="Port">Its port.</param>
internal readonly record struct CatcherAddress(string Host, int Port)
{
    // That of MailDev, MailHog and Mailpit. Not 25: what listens there may pass mail on.
    private const int DefaultPort = 1025;
    private const string Scheme = "smtp://";

    /// <summary>Reads <c>smtp://host</c>, <c>smtp://host:port</c> or <c>smtp://[address]:port</c>, and nothing else that a URL may hold.</summary>
    public static bool TryParse(string? text, out CatcherAddress address)
    {
        address = default;
        if (text is null || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var rest = text[Scheme.Length..];
        var port = DefaultPort;
        var isBracketed = rest.StartsWith('[');
        var colon = rest.LastIndexOf(':');
        if (colon > rest.LastIndexOf(']'))
        {
            if (!int.TryParse(rest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535) return false;
            rest = rest[..colon];
        }

        if (isBracketed)
        {
            if (!rest.EndsWith(']')) return false;
            rest = rest[1..^1];
        }

        // Brackets are for addresses with colons, and those stand in brackets.
        if (rest.Contains(':', StringComparison.Ordinal) != isBracketed || !HostName.TryParse(rest, out var host, out _)) return false;
        address = new CatcherAddress(host.Ascii, port);
        return true;
    }
}
