using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>Reads SMTP settings from JSON. Pure: what the egress policy says of them is judged elsewhere.</summary>
internal static class SmtpConfigReader
{
    public static SmtpConfig Read(ReadOnlyMemory<byte> utf8Json, out IReadOnlyList<ProviderWarning> warnings)
    {
        using var document = ConfigReader.ParseJson(utf8Json);
        var json = new ConfigReader(document.RootElement);
        var port = json.Number("port", 1, 65535) ?? SmtpConfig.DefaultPort;
        var tls = ReadTls(json, out var unknownTls);
        var (user, pass, token, oauth, unknownAuth) = ReadAuth(json);
        var (usePool, pool, unknownPool) = ReadPool(json);
        var sender = Sender.Read(json);
        var limits = SendingLimits.Read(json, out var unknownLimits);
        var bounces = BounceSettings.Read(json, sender, out var unknownBounces);
        var dkim = DkimSettings.Read(json, sender.Address, out var dkimWarnings, out var unknownDkim);
        var config = new SmtpConfig
        {
            Host = json.RequiredText("host"),
            Port = port,
            Secure = json.Flag("secure"),
            User = user,
            Pass = pass,
            AccessToken = token,
            OAuth = oauth,
            FromAddress = sender.Address.Address,
            FromName = sender.Address.Name,
            Name = ReadEhloName(json),
            ConnectionTimeout = Milliseconds(json.Number("connectionTimeout", 100, 600_000)),
            SocketTimeout = Milliseconds(json.Number("socketTimeout", 100, 3_600_000)),
            UsePool = usePool,
            Pool = pool,
            Tls = tls,
            AllowedFromDomains = json.Texts("allowedFromDomains"),
            TagHeaders = json.Flag("tagHeaders") ?? false,
            Dkim = dkim,
            Bounces = bounces,
            Limits = limits,
            Fallback = json.Fallback(),
        };
        var found = new List<ProviderWarning>();
        if (config.Tls.Mode is null && port == 587 && config.IsSecure) found.Add(new ProviderWarning("secure", Remedies.PortSpeaksStartTls) { Suggestion = new ProviderSuggestion { Secure = false } });
        if (config.Tls.Mode is null && port == 465 && !config.IsSecure) found.Add(new ProviderWarning("secure", Remedies.PortExpectsImplicitTls) { Suggestion = new ProviderSuggestion { Secure = true } });
        found.AddRange(dkimWarnings);
        found.AddRange(json.Unknown.Concat(unknownTls).Concat(unknownAuth).Concat(unknownPool).Concat(unknownDkim).Concat(unknownBounces).Concat(unknownLimits).Select(name => new ProviderWarning(name, Remedies.UnknownProperty)));
        warnings = found;
        return config;
    }

    private static SmtpTlsSettings ReadTls(ConfigReader json, out IEnumerable<string> unknown)
    {
        unknown = [];
        if (json.Object("tls") is not { } tls) return new SmtpTlsSettings();
        var read = new SmtpTlsSettings
        {
            Mode = SmtpTlsSettings.ReadMode(tls.Word("mode", "implicit", "starttls", "opportunistic", "none")),
            RejectUnauthorized = tls.Flag("rejectUnauthorized") ?? true,
            ServerName = ReadServerName(tls),
        };
        unknown = tls.Unknown.ToArray();
        return read;
    }

    // A form leaves it empty where nothing was typed; an empty name would switch the check of the certificate's name into a refusal of every one.
    private static string? ReadServerName(ConfigReader tls)
    {
        var name = tls.Text("servername");
        if (string.IsNullOrEmpty(name)) return null;
        return HostName.TryParse(name, out var host, out var error) ? host.Ascii : throw tls.Error("servername", error!);
    }

    private static (string? User, Secret? Pass, Secret? Token, OAuthSettings? OAuth, IEnumerable<string> Unknown) ReadAuth(ConfigReader json)
    {
        var user = json.Text("user");
        var pass = json.SecretText("pass");
        Secret? token = null;
        OAuthSettings? oauth = null;
        IEnumerable<string> unknown = [];
        if (json.Object("auth") is { } auth)
        {
            var type = auth.Word("type", "login", "oauth2") ?? "login";
            var authUser = auth.Text("user");
            var authPass = auth.SecretText("pass");
            if (user is not null && authUser is not null && user != authUser) throw auth.Error("user", "differs from user: give it once");
            if (pass is not null && authPass is not null && !pass.Equals(authPass)) throw auth.Error("pass", "differs from pass: give it once");
            user ??= authUser;
            pass ??= authPass;
            token = auth.SecretText("accessToken");
            oauth = OAuthSettings.Read(auth);
            if (oauth is not null && token is { IsEmpty: true }) token = null;
            if (oauth is not null && token is not null) throw auth.Error("accessToken", "is given beside a provider: give one of them");
            if (type == "oauth2" && oauth is null && token is null) throw auth.Error("provider", "is missing: give google or microsoft, or an accessToken");
            if (type == "login" && oauth is not null) throw auth.Error("type", "is login, but there is a provider of tokens: set it to oauth2");
            if (type == "login" && token is not null) throw auth.Error("type", "is login, but there is an access token: set it to oauth2");
            unknown = auth.Unknown.ToArray();
        }

        if (string.IsNullOrEmpty(user) && (pass is { IsEmpty: false } || token is not null || oauth is not null)) throw json.Error("user", "is missing, but there is a password or token");
        if (!string.IsNullOrEmpty(user) && (pass is null || pass.IsEmpty) && token is null && oauth is null) throw json.Error("pass", "is missing, but there is a user");
        return (user, pass, token, oauth, unknown);
    }

    private static (bool Use, SmtpPoolSettings Pool, IEnumerable<string> Unknown) ReadPool(ConfigReader json)
    {
        var flat = new SmtpPoolSettings { MaxConnections = json.Number("maxConnections", 1, 100), MaxMessages = json.Number("maxMessages", 1, 100_000) };
        if (!json.IsObject("pool")) return (json.Flag("pool") ?? true, flat, []);
        var pool = json.Object("pool")!;
        var read = new SmtpPoolSettings
        {
            MaxConnections = pool.Number("maxConnections", 1, 100) ?? flat.MaxConnections,
            MaxMessages = pool.Number("maxMessages", 1, 100_000) ?? flat.MaxMessages,
            MaxInFlight = pool.Number("maxInFlight", 1, 64),
        };
        return (true, read, pool.Unknown.ToArray());
    }

    private static string? ReadEhloName(ConfigReader json)
    {
        var name = json.Text("name");
        return name is null || EhloName.TryCreate(name, out _) ? name : throw json.Error("name", "is neither a domain nor an address literal");
    }

    private static TimeSpan? Milliseconds(int? value) => value is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
}
