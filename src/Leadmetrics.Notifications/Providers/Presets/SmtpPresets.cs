using System.Collections.Frozen;
using System.Text.Json;
using Leadmetrics.Notifications.Egress;

namespace Leadmetrics.Notifications.Providers.Presets;

/// <summary>The SMTP services that are known. Each fact about one stands once, in the embedded <c>SmtpPresets.json</c>.</summary>
/// <remarks>Read once in a process; immutable, so safe for concurrent use. Nothing here asks the network.</remarks>
public static class SmtpPresets
{
    private static readonly SmtpPreset[] Presets = Read();
    private static readonly KnownHost[] Hosts = [.. Presets.SelectMany(preset => preset.Hosts.Select(host => new KnownHost(preset, host)))];
    private static readonly FrozenDictionary<string, SmtpPreset> ByDomain =
        Presets.SelectMany(preset => preset.Domains.Select(domain => (domain, preset))).ToFrozenDictionary(pair => pair.domain, pair => pair.preset, StringComparer.OrdinalIgnoreCase);

    /// <summary>All presets, in the order in which a form shows them.</summary>
    public static IReadOnlyList<SmtpPreset> All { get; } = Array.AsReadOnly(Presets);

    /// <summary>Finds a preset.</summary>
    /// <param name="id">Its id, in any case.</param>
    /// <returns>The preset; <see langword="null"/> where none has this id.</returns>
    public static SmtpPreset? Find(string? id) => Array.Find(Presets, preset => preset.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    /// <summary>Finds the preset that a submission server belongs to.</summary>
    /// <param name="host">The server's name as typed, in any case, international or with a dot at its end.</param>
    /// <returns>The preset; <see langword="null"/> where the host is unknown, or is for something else.</returns>
    public static SmtpPreset? ForHost(string? host) => FindHost(Ascii(host)) is { Host.Use: SmtpPresetHostUse.Submission } known ? known.Preset : null;

    /// <summary>Suggests a preset for the owner of an address, by its domain.</summary>
    /// <param name="emailAddress">An address, or a domain alone.</param>
    /// <returns>The preset; <see langword="null"/> where the domain is not one that a provider gives addresses of to everybody.</returns>
    public static SmtpPreset? Suggest(string? emailAddress)
    {
        var domain = Ascii(emailAddress?[(emailAddress.LastIndexOf('@') + 1)..].Trim().TrimEnd('>'));
        return domain is null ? null : ByDomain.GetValueOrDefault(domain);
    }

    /// <summary>Suggests a preset for a domain by the servers that take its mail.</summary>
    /// <param name="mxHosts">The names of its MX records, the preferred ones first.</param>
    /// <returns>The preset of the first one that is known; <see langword="null"/> where none is.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="mxHosts"/> is null.</exception>
    public static SmtpPreset? SuggestByMx(IEnumerable<string> mxHosts)
    {
        ArgumentNullException.ThrowIfNull(mxHosts);
        return mxHosts.Select(host => FindHost(Ascii(host))).FirstOrDefault(known => known is { Host.Use: SmtpPresetHostUse.Mx })?.Preset;
    }

    /// <summary>What is known of a host, whatever it is for.</summary>
    /// <param name="ascii">Its name in ASCII, in any case, with or without a dot at its end.</param>
    internal static KnownHost? FindHost(ReadOnlySpan<char> ascii)
    {
        var name = ascii.TrimEnd('.');
        if (name.IsEmpty) return null;
        foreach (var known in Hosts)
        {
            if (known.Host.Fits(name)) return known;
        }

        return null;
    }

    private static string? Ascii(string? host) => HostName.TryParse(host?.Trim(), out var name, out _) ? name.Ascii : null;

    private static SmtpPreset[] Read()
    {
        using var json = typeof(SmtpPresets).Assembly.GetManifestResourceStream("Leadmetrics.Notifications.Providers.Presets.SmtpPresets.json")!;
        return JsonSerializer.Deserialize(json, SmtpPresetsJson.Default.SmtpPresetArray)!;
    }
}
