using System.Globalization;

namespace Leadmetrics.Notifications.Diagnosis;

/// <summary>The remedies that are known, each a stable code and one sentence. The sentences stand in <c>Remedies.resx</c> under their codes.</summary>
public static class Remedies
{
    private static readonly RemedyTexts Texts = new("Leadmetrics.Notifications.Diagnosis.Remedies");

    /// <summary>TLS from the first byte was spoken to a port that begins in clear text.</summary>
    public static Remedy PortSpeaksStartTls { get; } = Of("port-speaks-starttls");

    /// <summary>Clear text was spoken to a port that expects TLS from the first byte.</summary>
    public static Remedy PortExpectsImplicitTls { get; } = Of("port-expects-implicit-tls");

    /// <summary>The server offers no STARTTLS.</summary>
    public static Remedy NoTlsOffered { get; } = Of("no-tls-offered");

    /// <summary>The certificate is expired or not valid yet.</summary>
    public static Remedy CertificateExpired { get; } = Of("certificate-expired");

    /// <summary>The certificate is for another name.</summary>
    public static Remedy CertificateWrongName { get; } = Of("certificate-wrong-name");

    /// <summary>The certificate's issuer is not trusted.</summary>
    public static Remedy CertificateUntrusted { get; } = Of("certificate-untrusted");

    /// <summary>The host's name does not resolve.</summary>
    public static Remedy HostNotFound { get; } = Of("host-not-found");

    /// <summary>The connection was refused.</summary>
    public static Remedy ConnectionRefused { get; } = Of("connection-refused");

    /// <summary>Nobody answered the connect.</summary>
    public static Remedy ConnectionTimedOut { get; } = Of("connection-timed-out");

    /// <summary>The egress policy refuses the host, address or port.</summary>
    public static Remedy BlockedByPolicy { get; } = Of("blocked-by-policy");

    /// <summary>User or password is wrong.</summary>
    public static Remedy WrongCredentials { get; } = Of("wrong-credentials");

    /// <summary>The OAuth2 authorization was withdrawn, has ended, or was never given.</summary>
    public static Remedy OAuthReauthorize { get; } = Of("oauth-reauthorize");

    /// <summary>The OAuth2 client, its secret or its directory is wrong.</summary>
    public static Remedy OAuthClientRefused { get; } = Of("oauth-client-refused");

    /// <summary>The token endpoint cannot be used.</summary>
    public static Remedy OAuthEndpointUnreachable { get; } = Of("oauth-endpoint-unreachable");

    /// <summary>The server offers no authentication.</summary>
    public static Remedy NoAuthOffered { get; } = Of("no-auth-offered");

    /// <summary>The API key is not accepted.</summary>
    public static Remedy WrongApiKey { get; } = Of("wrong-api-key");

    /// <summary>The API key may not send.</summary>
    public static Remedy MissingMailSendScope { get; } = Of("missing-mail-send-scope");

    /// <summary>What answers is no SMTP server.</summary>
    public static Remedy NotAnSmtpServer { get; } = Of("not-an-smtp-server");

    /// <summary>The account's own sending limit is used up.</summary>
    public static Remedy SendingLimitReached { get; } = Of("sending-limit-reached");

    /// <summary>What the platform allows a tenant, or itself, is used up.</summary>
    public static Remedy PlatformLimitReached { get; } = Of("platform-limit-reached");

    /// <summary>A message is larger than a whole limit.</summary>
    public static Remedy LargerThanLimit { get; } = Of("larger-than-limit");

    /// <summary>A remedy's sentence in a language, where a satellite assembly of this one holds it.</summary>
    /// <param name="code">The remedy's code.</param>
    /// <param name="culture">The language.</param>
    /// <returns>The sentence; in English where there is no translation; <see langword="null"/> where no remedy has this code.</returns>
    public static string? SentenceOf(string code, CultureInfo culture) => Texts.Find(code, culture);

    private static Remedy Of(string code) => Texts.Of(code);
}
