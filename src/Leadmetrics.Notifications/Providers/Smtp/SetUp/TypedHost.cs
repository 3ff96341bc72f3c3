using System.Globalization;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers.Presets;

namespace Leadmetrics.Notifications.Providers.Smtp.SetUp;

/// <summary>What somebody typed as a host that is no host name: tells what it is, and the host that was probably meant.</summary>
/// <remarks>Nothing typed is repeated but the host and the port in it: a password may stand in a web address.</remarks>
internal static class TypedHost
{
    private static readonly string[] Schemes = ["smtp:", "smtps:", "http:", "https:", "mailto:", "tcp:", "ssl:", "tls:", "imap:", "imaps:", "pop:", "pop3:"];
    private static readonly string[] ServerLabels = ["smtp", "smtps", "mail", "email", "relay", "out", "outgoing", "submission", "mx", "imap", "pop", "pop3"];

    /// <summary>The refusal of a host that cannot be read.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="error">Why it cannot be read, as a phrase.</param>
    /// <param name="policy">What it would not let through is not suggested.</param>
    public static ProviderConfigException Refuse(SmtpConfig config, string error, EgressPolicy policy)
    {
        var typed = config.Host.Trim();
        var scheme = SchemeLength(typed);
        if (scheme > 0 && !typed.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) || typed.Contains('/', StringComparison.Ordinal))
        {
            return Refuse("is a URL: give the host name alone", Remedies.HostIsUrl, Authority(typed[scheme..]));
        }

        typed = typed[scheme..];
        if (typed.LastIndexOf('@') is >= 0 and var at)
        {
            var server = typed[(at + 1)..];
            if (SmtpPresets.Suggest(typed) is { } preset) return Refuse("is an e-mail address, not a server", Remedies.HostIsAddress, preset.HostIn(RegionOf(server, preset)), preset);
            return IsServer(server) ? Refuse("holds a user name", Remedies.HostHoldsUser, server) : Refuse("is an e-mail address, not a server", Remedies.HostIsAddress, null);
        }

        if (PortOf(typed) is not null) return Refuse("holds a port: give it as port", Remedies.HostHasPort, typed);
        return config.Host.Any(char.IsWhiteSpace) ? Refuse("holds spaces", Remedies.HostHasSpaces, WithoutSpaces(typed)) : new ProviderConfigException("host", error);

        ProviderConfigException Refuse(string reason, Remedy remedy, string? meant, SmtpPreset? preset = null) => new("host", reason) { Remedy = remedy, Suggestion = Suggest(meant, config, policy, preset) };
    }

    private static ProviderSuggestion? Suggest(string? meant, SmtpConfig config, EgressPolicy policy, SmtpPreset? preset)
    {
        if (meant is null) return null;
        var port = PortOf(meant);
        if (!HostName.TryParse(port is null ? meant : meant[..meant.AsSpan().LastIndexOfAny(':', ' ')].Trim(), out var host, out _)) return null;
        if (SmtpPresets.FindHost(host.Ascii) is { Host.Use: not SmtpPresetHostUse.Submission } known) return HostCheck.Instead(host.Ascii, known);
        if (policy.Deny(host, port ?? preset?.Port ?? config.Port) is not null) return policy.Deny(host, SmtpConfig.DefaultPort) is null ? new ProviderSuggestion { Host = host.Ascii, Port = SmtpConfig.DefaultPort } : null;
        return preset is null ? new ProviderSuggestion { Host = host.Ascii, Port = port } : new ProviderSuggestion { Host = host.Ascii, Port = preset.Port, Secure = preset.Secure };
    }

    private static int SchemeLength(string typed)
    {
        var slashes = typed.IndexOf("://", StringComparison.Ordinal);
        if (slashes > 0) return slashes + 3;
        if (typed.StartsWith("//", StringComparison.Ordinal)) return 2;
        return Array.Find(Schemes, scheme => typed.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && !char.IsAsciiDigit(typed.ElementAtOrDefault(scheme.Length)))?.Length ?? 0;
    }

    private static string Authority(string typed)
    {
        var end = typed.AsSpan().IndexOfAny("/?#\\");
        var authority = end < 0 ? typed : typed[..end];
        return authority[(authority.LastIndexOf('@') + 1)..];
    }

    private static int? PortOf(string typed)
    {
        var separator = typed.AsSpan().LastIndexOfAny(':', ' ');
        return separator > 0 && int.TryParse(typed.AsSpan(separator + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : null;
    }

    // Spaces come from columns and line ends that were copied with the name; two words are no name that was meant.
    private static string? WithoutSpaces(string typed)
    {
        var joined = string.Join('.', typed.Split('.').Select(label => label.Trim()));
        return joined.Any(char.IsWhiteSpace) ? null : joined;
    }

    private static string? RegionOf(string domain, SmtpPreset preset) => preset.Regions.FirstOrDefault(region => domain.EndsWith("." + region.Id, StringComparison.OrdinalIgnoreCase))?.Id;

    private static bool IsServer(string name)
    {
        var bare = PortOf(name) is null ? name : name[..name.LastIndexOf(':')];
        return ServerLabels.Contains(bare.Split('.', '-')[0], StringComparer.OrdinalIgnoreCase) || (HostName.TryParse(bare, out var host, out _) && SmtpPresets.FindHost(host.Ascii) is not null);
    }
}
