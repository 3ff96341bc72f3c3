using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Providers.Presets;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>Services by name, and who authenticates how.</summary>
internal sealed partial class DefinitionReader
{
    private const string OAuth2 = "oauth2";
    private const string Google = "google";
    private const string Microsoft = "microsoft";

    // What nodemailer calls a service, without blanks, dots and hyphens; the presets' own ids need no line.
    private static readonly FrozenDictionary<string, (string Preset, string? Region)> Services = new Dictionary<string, (string, string?)>(StringComparer.Ordinal)
    {
        ["googlemail"] = ("gmail", null),
        ["outlook365"] = ("microsoft-365", null),
        ["office365"] = ("microsoft-365", null),
        ["hotmail"] = ("outlook-com", null),
        ["outlook"] = ("outlook-com", null),
        ["zoho"] = ("zoho", "com"),
        ["mailgun"] = ("mailgun", "us"),
        ["ses"] = ("amazon-ses", "us-east-1"),
        ["sendinblue"] = ("brevo", null),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private void ReadService()
    {
        if (Take("service") is not { } given) return;
        if (PresetOf(given.Text) is not (var preset, var region))
        {
            _notes.Refuse(given.Key, "is not a service that is known: give host and port in its place");
            return;
        }

        var host = preset.HostIn(region);
        if (_config["host"] is { } named && !$"{named}".Equals(host, StringComparison.OrdinalIgnoreCase))
        {
            _notes.Refuse(given.Key, $"is {host}, and {_keys["host"]} names another server: leave one of them");
            return;
        }

        if (_config["port"] is null && PresetOptions.PortFor(preset, _config) is null)
        {
            _notes.Refuse(_keys["secure"], preset.Secure ? $"asks for STARTTLS, and {preset.Name} speaks TLS from the first byte: remove it" : $"asks for TLS from the first byte, and {preset.Name} speaks STARTTLS: remove it");
            _notes.Drop(given.Key, Unused);
            return;
        }

        Map(given, "host");
        PresetOptions.Fill(preset, _config, region);
    }

    private static (SmtpPreset Preset, string? Region)? PresetOf(string service)
    {
        var name = service.ToLowerInvariant();
        var plain = Squeezed(name);
        if (Services.TryGetValue(plain, out var known)) return (SmtpPresets.Find(known.Preset)!, known.Region);

        // SES-EU-WEST-1 and its like.
        if (name.StartsWith("ses-", StringComparison.Ordinal) && SmtpPresets.Find("amazon-ses") is { } ses && ses.FindRegion(name[4..]) is { } region) return (ses, region.Id);
        return SmtpPresets.All.FirstOrDefault(preset => preset is { Host: not null, Regions.Count: 0 } && Squeezed(preset.Id) == plain) is { } found ? (found, null) : null;
    }

    private static string Squeezed(string name) => string.Concat(name.Where(char.IsLetterOrDigit));

    // In some programs the name of a mechanism, or whether there is one.
    private void ReadMechanism()
    {
        if (Take("auth") is not { } given) return;
        if (AsFlag(given.Text) is not null || Squeezed(given.Text.ToLowerInvariant()) is "plain" or "login" or "crammd5" or "xoauth2" or "auto" or "none") _notes.Drop(given.Key, KeyRules.NoMechanism);
        else _notes.Refuse(given.Key, "is no mechanism that is known; user and pass are given apart");
    }

    private void ReadAuth()
    {
        ReadMechanism();
        var type = Take("auth.type");
        var word = type is null ? null : DefinitionFinder.Normal(type.Text);
        if (word is not (null or OAuth2 or "login" or "plain" or "password" or "basic"))
        {
            _notes.Refuse(type!.Key, "is neither login nor oauth2");
            return;
        }

        if (type is not null) Map(type, "auth.type");
        var (refresh, access, secret, id) = (Take("auth.refreshToken"), Take("auth.accessToken"), Take("auth.clientSecret"), Take("auth.clientId"));
        var (provider, directory, url) = (Take("auth.provider"), Take("auth.directory"), Take("auth.accessUrl"));
        if ((word ?? (refresh ?? access ?? secret) switch { null => "login", _ => OAuth2 }) != OAuth2)
        {
            foreach (var given in new[] { refresh, access, secret, id, provider, directory, url }) if (given is not null) _notes.Drop(given.Key, "the account authenticates by its password");
            return;
        }

        // A token takes the password's place.
        if (_config["pass"] is not null && _keys.TryGetValue("pass", out var pass))
        {
            _config.Remove("pass");
            _notes.Mapped.RemoveAll(note => note.Key == pass);
            _notes.Drop(pass, "a token takes its place");
        }

        _config["auth"] = new JsonObject { ["type"] = OAuth2 };
        if (refresh is null && secret is null)
        {
            foreach (var given in new[] { id, provider, directory, url }) if (given is not null) _notes.Drop(given.Key, "without a refresh token or a client's secret no tokens are got");
            if (access is not null) Put(access, "auth.accessToken", JsonValue.Create(access.Text));
            return;
        }

        if (access is not null) _notes.Drop(access.Key, "tokens are got by what stands beside it");
        foreach (var (given, setting) in new[] { (id, "auth.clientId"), (secret, "auth.clientSecret"), (refresh, "auth.refreshToken"), (directory, "auth.directory") })
        {
            if (given is not null) Put(given, setting, JsonValue.Create(given.Text));
        }

        ReadTokenProvider(provider, url);
    }

    // Who gives out the tokens: said, or told by the address they come from, or by the server they are for.
    private void ReadTokenProvider(GivenSetting? provider, GivenSetting? url)
    {
        if (url is not null)
        {
            var (word, directory) = TokenAddress(url.Text);
            if (word is null)
            {
                _notes.Refuse(url.Key, "is neither Google's nor Microsoft's: tokens are got from these two alone");
                return;
            }

            Map(url, "auth.provider");
            _config["auth"]!["provider"] = word;
            if (directory is not null && _config["auth"]!["directory"] is null) _config["auth"]!["directory"] = directory;
        }

        if (provider is not null)
        {
            Put(provider, "auth.provider", JsonValue.Create(provider.Text));
            return;
        }

        if (url is not null) return;
        var told = SmtpPresets.ForHost((string?)_config["host"])?.Id switch
        {
            "gmail" or "google-workspace-relay" => Google,
            "microsoft-365" or "outlook-com" => Microsoft,
            _ => null,
        };
        if (told is null) _notes.Refuse(_definition.KeyFor("auth.provider"), "is missing, and the host does not tell it: add google or microsoft");
        else _config["auth"]!["provider"] = told;
    }

    private static (string? Provider, string? Directory) TokenAddress(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url)) return default;
        return url.Host switch
        {
            "oauth2.googleapis.com" or "accounts.google.com" or "www.googleapis.com" => (Google, null),
            "login.microsoftonline.com" => (Microsoft, url.Segments is [_, var directory, ..] ? directory.TrimEnd('/') : null),
            _ => default,
        };
    }
}
