using System.Buffers;
using System.Text.Json;
using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>The settings of an SMTP account, as they stand in a tenant's row.</summary>
public sealed record SmtpConfig
{
    internal const int DefaultPort = 587;
    private const int ImplicitTlsPort = 465;

    /// <summary>The server's name: <c>host</c>.</summary>
    public required string Host { get; init; }

    /// <summary>1 to 65535: <c>port</c>.</summary>
    /// <value>587.</value>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Whether TLS is spoken from the first byte; else STARTTLS is demanded: <c>secure</c>.</summary>
    /// <value><see langword="null"/>: <see langword="true"/> for port 465, else <see langword="false"/>.</value>
    public bool? Secure { get; init; }

    /// <summary>The user name: <c>user</c>. Empty together with the password: no authentication.</summary>
    public string? User { get; init; }

    /// <summary>The password: <c>pass</c>.</summary>
    public Secret? Pass { get; init; }

    /// <summary>The sender's address: <c>fromAddress</c>.</summary>
    public required string FromAddress { get; init; }

    /// <summary>The sender's name: <c>fromName</c>.</summary>
    public string? FromName { get; init; }

    /// <summary>What EHLO says: <c>name</c>.</summary>
    /// <value><see langword="null"/>: the host's own name.</value>
    public string? Name { get; init; }

    /// <summary>How long connecting may take: <c>connectionTimeout</c>, in milliseconds, 100 to 600,000.</summary>
    /// <value><see langword="null"/>: 10 seconds.</value>
    public TimeSpan? ConnectionTimeout { get; init; }

    /// <summary>How long each command may take: <c>socketTimeout</c>, in milliseconds, 100 to 3,600,000. Never shortens the wait after the final dot.</summary>
    /// <value><see langword="null"/>: the defaults of RFC 5321.</value>
    public TimeSpan? SocketTimeout { get; init; }

    /// <summary>Whether connections are kept and shared: <c>pool</c>, <c>true</c> or <c>false</c>.</summary>
    /// <value><see langword="true"/>.</value>
    public bool UsePool { get; init; } = true;

    /// <summary>The pool's bounds: <c>pool</c> as an object, or the flat <c>maxConnections</c> and <c>maxMessages</c>.</summary>
    public SmtpPoolSettings Pool { get; init; } = new();

    /// <summary>The <c>tls</c> object.</summary>
    public SmtpTlsSettings Tls { get; init; } = new();

    /// <summary>A bearer token to authenticate with by XOAUTH2, else OAUTHBEARER, in place of the password: <c>auth.accessToken</c>, with <c>auth.type</c> <c>oauth2</c>.</summary>
    public Secret? AccessToken { get; init; }

    /// <summary>How tokens are got that take the password's place: <c>auth</c> with <c>auth.type</c> <c>oauth2</c> and a <c>provider</c>.</summary>
    /// <value><see langword="null"/>: they are not.</value>
    public OAuthSettings? OAuth { get; init; }

    /// <summary>Domains beside the sender's own that messages may be from: <c>allowedFromDomains</c>.</summary>
    public IReadOnlyList<string> AllowedFromDomains { get; init; } = [];

    /// <summary>Whether a message's tags and metadata are written as <c>X-Tag</c> and <c>X-Metadata</c> fields: <c>tagHeaders</c>. Recipients can read them.</summary>
    /// <value><see langword="false"/>.</value>
    public bool TagHeaders { get; init; }

    /// <summary>By what the account's messages are signed: <c>dkim</c>.</summary>
    /// <value><see langword="null"/>: they are not signed here.</value>
    public DkimSettings? Dkim { get; init; }

    /// <summary>Where bounces go, if not to the sender: <c>bounces</c>. A message's own <see cref="EmailMessage.EnvelopeSender"/> comes first.</summary>
    /// <value><see langword="null"/>: to the sender of each message.</value>
    public BounceSettings? Bounces { get; init; }

    /// <summary>How much the account may send: <c>limits</c>, each over a rolling window.</summary>
    /// <value><see langword="null"/>: as much as it takes.</value>
    public SendingLimits? Limits { get; init; }

    /// <summary>What sends where this account failed and no other one of the tenant is left: <c>fallback</c>, <c>none</c> or <c>platform</c>.</summary>
    /// <value><see cref="ProviderFallback.None"/>.</value>
    public ProviderFallback Fallback { get; init; }

    /// <summary>Whether TLS is spoken from the first byte where <see cref="SmtpTlsSettings.Mode"/> says nothing.</summary>
    internal bool IsSecure => IsSecureAt(Secure, Port);

    /// <summary>The mode that the settings ask for; <see langword="null"/> where they leave it to the policy, which means STARTTLS for all but consented hosts.</summary>
    internal SmtpTlsMode? ExplicitTlsMode => Tls.Mode ?? (IsSecure ? SmtpTlsMode.Implicit : null);

    /// <summary>What <c>secure</c> means at a port.</summary>
    internal static bool IsSecureAt(bool? secure, int port) => secure ?? port == ImplicitTlsPort;

    /// <summary>Reads settings and checks each property by itself.</summary>
    /// <param name="utf8Json">A JSON object.</param>
    /// <param name="warnings">What was read although it looks wrong.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="ProviderConfigException">A property is missing or wrong; it is named.</exception>
    public static SmtpConfig Parse(ReadOnlyMemory<byte> utf8Json, out IReadOnlyList<ProviderWarning> warnings) =>
        SmtpConfigReader.Read(utf8Json, out warnings);

    /// <summary>Writes the settings as they are stored, secrets in clear: only ever to be sealed.</summary>
    /// <returns>A JSON object in UTF-8.</returns>
    public ReadOnlyMemory<byte> ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) SmtpConfigWriter.Write(json, this);
        return buffer.WrittenMemory;
    }
}
