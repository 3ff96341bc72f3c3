using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers;

/// <summary>Where the secrets of settings go to, how protected and as whom: by what the settings mean, not by how they are written.</summary>
internal sealed record ConfigAuthority
{
    private string? Host { get; init; }

    private int Port { get; init; }

    private bool? Secure { get; init; }

    private SmtpTlsMode? Mode { get; init; }

    private bool RejectUnauthorized { get; init; }

    private string? ServerName { get; init; }

    private string? Region { get; init; }

    private string? AccessKeyId { get; init; }

    private string? Provider { get; init; }

    private string? ClientId { get; init; }

    private string? Directory { get; init; }

    /// <summary>The user; <see langword="null"/> where nobody authenticates by name.</summary>
    public string? User { get; private init; }

    /// <summary>Whether a token is authenticated with, not a password.</summary>
    public bool UsesToken { get; private init; }

    /// <summary>Whether the settings bring a token.</summary>
    public bool HasToken { get; private init; }

    /// <summary>Whether the access key is one that comes with a session token.</summary>
    public bool IsTemporaryKey => AccessKeyId?.StartsWith("ASIA", StringComparison.Ordinal) == true;

    /// <summary>Whether the settings say from whom tokens are got.</summary>
    public bool HasTokenProvider => UsesToken && Provider is not null;

    /// <exception cref="ProviderConfigException">A property cannot be read.</exception>
    public static ConfigAuthority Read(ReadOnlyMemory<byte> config)
    {
        using var document = ConfigReader.ParseJson(config);
        var json = new ConfigReader(document.RootElement);
        var tls = json.Object("tls");
        var auth = json.Object("auth");
        var port = json.Number("port", 1, 65535) ?? SmtpConfig.DefaultPort;
        var secure = json.Flag("secure");
        var host = Ascii(json.Text("host"));
        var (user, authUser) = (Given(json.Text("user")), Given(auth?.Text("user")));
        if (user is not null && authUser is not null && user != authUser) throw auth!.Error("user", "differs from user: give it once");
        return new ConfigAuthority
        {
            Host = host,
            Port = port,
            Secure = secure,
            Mode = SmtpTlsSettings.ReadMode(tls?.Text("mode")) ?? (SmtpConfig.IsSecureAt(secure, port) ? SmtpTlsMode.Implicit : null),
            RejectUnauthorized = tls?.Flag("rejectUnauthorized") ?? true,
            ServerName = Ascii(Given(tls?.Text("servername"))) ?? host,
            User = user ?? authUser,
            UsesToken = auth?.Text("type") == "oauth2",
            HasToken = Given(auth?.SecretText("accessToken")?.Reveal()) is not null,
            Region = json.Text("region") is { } region && region != "global" ? region : null,
            AccessKeyId = Given(json.Text("accessKeyId")),
            Provider = Given(auth?.Text("provider")),
            ClientId = Given(auth?.Text("clientId")),
            Directory = Given(auth?.Text("directory")),
        };
    }

    /// <summary>The first property by which a secret would go elsewhere, less protected or as somebody else than before.</summary>
    public string? ChangedSince(ConfigAuthority before)
    {
        if (Host != before.Host) return "host";
        if (Port != before.Port) return "port";
        if (Mode != before.Mode && Least(Mode) < Most(before.Mode)) return Secure != before.Secure ? "secure" : "tls.mode";
        if (before.RejectUnauthorized && !RejectUnauthorized) return "tls.rejectUnauthorized";
        if (ServerName != before.ServerName) return "tls.servername";
        if (User != before.User) return "user";
        if (UsesToken != before.UsesToken) return "auth.type";
        if (Region != before.Region) return "region";
        if (AccessKeyId != before.AccessKeyId) return "accessKeyId";
        if (Provider != before.Provider) return "auth.provider";
        if (ClientId != before.ClientId) return "auth.clientId";
        return Directory != before.Directory ? "auth.directory" : null;
    }

    // A mode that is left to the policy is STARTTLS or less: which of them is not known here, so it counts for the worse on either side.
    private static int Least(SmtpTlsMode? mode) => mode switch
    {
        SmtpTlsMode.Implicit or SmtpTlsMode.StartTls => 2,
        SmtpTlsMode.None => 0,
        _ => 1,
    };

    private static int Most(SmtpTlsMode? mode) => mode is null ? 2 : Least(mode);

    private static string? Ascii(string? name) => HostName.TryParse(name, out var host, out _) ? host.Ascii : name;

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
