using System.Collections.Frozen;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>What is done with each key that other programs' definitions have. What is not here is refused.</summary>
/// <remarks>Most settings are called by their path in a row's settings; <c>from</c>, <c>ssl</c>, <c>starttls</c> and their like are judged together later.</remarks>
internal static class KeyRules
{
    private const string ClearText = "TLS is always demanded; a server without it has to be on the operator's list (Egress:ClearTextHosts, for lmn LMN_CLEAR_TEXT_HOSTS)";
    private const string Authority = "certificates are always verified; put the server's authority in TrustedRootsFile, for lmn LMN_TRUSTED_ROOTS";
    private const string Message = "it belongs to a message, not to an account";
    private const string Mechanisms = "the best mechanism that the server offers is taken";
    private const string Timeouts = "this time is fixed, by RFC 5321 or the connect's";
    private const string Logging = "dialogues are logged by the hosts, where Smtp:TranscriptTenants names the tenant";
    private const string NotSmtp = "asks for something other than an SMTP server: remove it, or the definition";
    private const string Client = "is of a client's certificate, and none is ever shown to a server: remove it if the server does without";
    private const string OneText = "holds everything in one text: give host, port, user and pass apart";
    private const string Handling = "it is the other program's own handling of its notifications";
    private const string ServiceAccount = "is of a Google service account: write its JSON key into auth.clientSecret, with auth.type oauth2 and auth.provider google";

    private static readonly FrozenDictionary<string, KeyRule> Rules = Collect();

    /// <summary>Why no mechanism is mapped.</summary>
    public static string NoMechanism => Mechanisms;

    /// <summary>Why clear text is not mapped.</summary>
    public static string NoClearText => ClearText;

    /// <summary>Why an unverified certificate is not mapped.</summary>
    public static string Verified => Authority;

    /// <summary>The rule of a key; <see langword="null"/> where it is not known.</summary>
    /// <param name="definition">Whose key it is.</param>
    /// <param name="name">The key's <see cref="Setting.Name"/>.</param>
    public static KeyRule? Of(Definition definition, string name) => name switch
    {
        "name" when definition.IsNamed => new KeyRule(KeyFate.Dropped, "a row has no name; what EHLO says would be helo"),
        _ => Rules.GetValueOrDefault(name),
    };

    /// <summary>The setting that a key gives; <see langword="null"/> where it gives none.</summary>
    /// <param name="name">The key's <see cref="Setting.Name"/>.</param>
    public static string? MappedBy(string name) => Rules.GetValueOrDefault(name) is { Fate: KeyFate.Mapped, Word: var setting } ? setting : null;

    /// <summary>Whether what a key is set to is a secret, of which no piece may be shown.</summary>
    /// <param name="name">The key's <see cref="Setting.Name"/>.</param>
    public static bool IsSecret(string name) => MappedBy(name) is { } setting && ImportedProvider.SecretPaths.Any(path => string.Join('.', path) == setting);

    /// <summary>Whether a key is one of those that stand beside a server and not in it: of the sender or of messages.</summary>
    public static bool IsBesideServer(string name) => Rules.GetValueOrDefault(name) is { Word: "from" or "fromName" or Message };

    private static FrozenDictionary<string, KeyRule> Collect()
    {
        var rules = new Dictionary<string, KeyRule>(StringComparer.Ordinal);
        void Add(KeyFate fate, string word, params string[] names)
        {
            foreach (var name in names) rules.Add(name, new KeyRule(fate, word));
        }

        void Map(string setting, params string[] names) => Add(KeyFate.Mapped, setting, names);
        void Drop(string reason, params string[] names) => Add(KeyFate.Dropped, reason, names);
        void Refuse(string reason, params string[] names) => Add(KeyFate.Refused, reason, names);

        Map("provider", "platform", "provider", "transport", "type", "kind", "deliverymethod");
        Map("enabled", "enabled");
        Map("priority", "priority");
        Map("host", "host", "hostname", "server", "smtphost", "smtphostname", "smtpserver", "address", "smtpaddress");
        Map("port", "port", "smtpport");
        Map("user", "user", "username", "login", "auth.user", "auth.username", "authuser", "authusername", "smtpuser", "smtpusername");
        Map("pass", "pass", "password", "passwd", "auth.pass", "auth.password", "authpass", "authpassword", "smtppass", "smtppassword");
        Map("from", "from", "sender", "fromaddress", "fromemail", "mailfrom", "senderaddress", "senderemail", "from.address", "from.email");
        Map("fromName", "fromname", "sendername", "from.name");
        Map("secure", "secure");
        Map("ssl", "ssl", "usessl", "sslenabled");
        Map("tls", "tls", "usetls", "encryption", "tls.enabled", "tls.mode", "tlsmode", "security");
        Map("starttls", "starttls", "usestarttls", "tls.starttls", "enablestarttls");
        Map("tls.rejectUnauthorized", "tls.rejectunauthorized", "rejectunauthorized", "tlsrejectunauthorized");
        Map("skipVerify", "tlsskipverify", "skiptlsverify", "insecure", "insecureskipverify", "skipverify", "tls.insecure", "tls.insecureskipverify", "tls.skipverify", "tlsinsecureskipverify", "acceptinvalidcerts", "acceptinvalidhostnames");
        Map("tls.servername", "tls.servername", "servername", "tlsservername");
        Map("service", "service");
        Map("name", "name", "helo", "ehlo", "heloname", "ehloname", "domain", "helodomain");
        Map("connectionTimeout", "connectiontimeout");
        Map("socketTimeout", "sockettimeout");
        Map("pool", "pool");
        Map("maxConnections", "maxconnections", "pool.maxconnections");
        Map("maxMessages", "maxmessages", "pool.maxmessages");
        Map("rateLimit", "ratelimit");
        Map("rateDelta", "ratedelta");
        Map("limits.perHour", "maxemailsperhour");
        Map("auth.type", "auth.type", "authtype");
        Map("auth.provider", "auth.provider");
        Map("auth.directory", "auth.directory", "auth.tenantid");
        Map("auth.clientId", "auth.clientid");
        Map("auth.clientSecret", "auth.clientsecret");
        Map("auth.refreshToken", "auth.refreshtoken");
        Map("auth.accessToken", "auth.accesstoken");
        Map("auth.accessUrl", "auth.accessurl");
        Map("dkim.domain", "dkim.domain", "dkim.domainname");
        Map("dkim.selector", "dkim.selector", "dkim.keyselector");
        Map("dkim.privateKey", "dkim.privatekey");
        Map("apiKey", "apikey");
        Map("region", "region");

        Drop(ClearText, "ignoretls", "tls.ignore", "disabletls");
        Drop("TLS is always demanded", "requiretls", "opportunistictls", "enablestarttlsauto", "starttlsauto", "tls.required", "tlsrequired");
        Drop(Authority, "tls.ca", "tls.cafile", "ca", "cafile", "tlsca", "tlscafile", "tls.checkserveridentity", "opensslverifymode");
        Drop("versions and ciphers are the system's, TLS 1.2 and up", "tls.minversion", "tls.maxversion", "tls.ciphers", "tls.secureprotocol", "tls.ecdhcurve", "tls.dhparam", "tls.honorcipherorder", "tlsciphers", "tlsminversion");
        Map("auth", "auth", "authentication");
        Drop(Mechanisms, "authmethod", "auth.method", "authenabled", "auth.enabled", "authmechanism", "auth.mechanism");
        Drop("tokens are renewed by themselves", "auth.expires", "auth.timeout");
        Drop(Timeouts, "greetingtimeout", "dnstimeout", "timeout", "smtptimeout");
        Drop("connections leave by the address that the system chooses", "localaddress");
        Drop(Logging, "logger", "debug", "transactionlog", "component", "loglevel");
        Drop("mail is signed by rsa-sha256, over all fields that matter", "dkim.hashalgo", "dkim.headerfieldnames", "dkim.skipfields");
        Drop("signatures need no folder", "dkim.cachedir", "dkim.cachetreshold", "dkim.cachethreshold");
        Drop(Message, "to", "cc", "bcc", "replyto", "reply", "recipient", "recipients", "receiver", "receivers", "subject", "subjectprefix", "headers", "html", "text", "template", "templates", "tomail", "toaddress", "list", "textencoding", "encoding", "disablefileaccess", "disableurlaccess", "attachdataurls", "normalizeheaderkey", "embedimages");
        Drop(Handling, "broadcastconfig", "concurrencylimit", "throttleinterval", "cache", "filter", "allowlistemailaddresses", "denylistemailaddresses", "bindings", "notification", "retries", "retry", "retrydelay");
        Drop("a row has no description", "id", "title", "label", "description", "comment");
        Drop("the tenant is that of --tenant", "tenant");
        Drop("where SendGrid's API is, the operator says: SENDGRID_BASE_ADDRESS where lmn and the hosts run", "baseaddress");

        Refuse(Client, "tls.cert", "tls.key", "tls.pfx", "tls.passphrase", "tls.certfile", "tls.keyfile", "cert", "key", "certfile", "keyfile", "tlscert", "tlskey");
        Refuse("names a file that holds it: put what stands there into a variable, and write ${NAME}", "passwordfile", "passfile", "authpasswordfile", "smtppasswordfile", "usernamefile", "userfile", "apikeyfile");
        Refuse("asks for a proxy, and connections go out directly: remove it if the server can be reached so", "proxy", "socks");
        Refuse(NotSmtp, "lmtp", "sendmail", "streamtransport", "jsontransport", "direct", "ses", "socket", "connection");
        Refuse(OneText, "url", "uri", "dsn", "connectionstring", "connectionurl");
        Refuse(ServiceAccount, "auth.serviceclient", "auth.privatekey");
        Refuse("is not carried out: give limits by lmn provider add --config-file", "limits");
        return rules.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
