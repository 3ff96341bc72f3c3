namespace Leadmetrics.Notifications.Diagnosis;

/// <summary>The remedies that are known, each a stable code and one sentence.</summary>
public static class Remedies
{
    /// <summary>TLS from the first byte was spoken to a port that begins in clear text.</summary>
    public static Remedy PortSpeaksStartTls { get; } = new("port-speaks-starttls", "This port begins in clear text: set secure to false (STARTTLS), or use port 465 with secure true.");

    /// <summary>Clear text was spoken to a port that expects TLS from the first byte.</summary>
    public static Remedy PortExpectsImplicitTls { get; } = new("port-expects-implicit-tls", "This port expects TLS from the first byte: set secure to true, or use port 587 with secure false.");

    /// <summary>The server offers no STARTTLS.</summary>
    public static Remedy NoTlsOffered { get; } = new("no-tls-offered", "The server offers no encryption on this port: use the provider's submission port (587 or 465).");

    /// <summary>The certificate is expired or not valid yet.</summary>
    public static Remedy CertificateExpired { get; } = new("certificate-expired", "The server's certificate is outside its dates: its operator has to renew it.");

    /// <summary>The certificate is for another name.</summary>
    public static Remedy CertificateWrongName { get; } = new("certificate-wrong-name", "The server's certificate is for another name: use the host name that the provider documents.");

    /// <summary>The certificate's issuer is not trusted.</summary>
    public static Remedy CertificateUntrusted { get; } = new("certificate-untrusted", "The server's certificate was issued by nobody we trust: its operator has to install one from a public authority, with its intermediate certificates.");

    /// <summary>The host's name does not resolve.</summary>
    public static Remedy HostNotFound { get; } = new("host-not-found", "The host name does not exist: check its spelling.");

    /// <summary>The connection was refused.</summary>
    public static Remedy ConnectionRefused { get; } = new("connection-refused", "Nothing listens on this host and port: check both, 587 and 465 are the usual ports.");

    /// <summary>Nobody answered the connect.</summary>
    public static Remedy ConnectionTimedOut { get; } = new("connection-timed-out", "Nobody answers on this host and port: a firewall may be in between, or the port is wrong.");

    /// <summary>The egress policy refuses the host, address or port.</summary>
    public static Remedy BlockedByPolicy { get; } = new("blocked-by-policy", "This host or port may not be called from here: use a public host name and port 25, 465, 587 or 2525.");

    /// <summary>User or password is wrong.</summary>
    public static Remedy WrongCredentials { get; } = new("wrong-credentials", "The server refused user or password: check both, and whether the provider wants an app password.");

    /// <summary>The OAuth2 authorization was withdrawn, has ended, or was never given.</summary>
    public static Remedy OAuthReauthorize { get; } = new("oauth-reauthorize", "The authorization is no longer valid: sign in at the provider again and give the new refresh token, or have the provider's administrator consent.");

    /// <summary>The OAuth2 client, its secret or its directory is wrong.</summary>
    public static Remedy OAuthClientRefused { get; } = new("oauth-client-refused", "The provider refused the OAuth2 client: check client id, client secret (it may have expired) and directory.");

    /// <summary>The token endpoint cannot be used.</summary>
    public static Remedy OAuthEndpointUnreachable { get; } = new("oauth-endpoint-unreachable", "The provider's token service cannot be used at the moment: it is tried again later; where that lasts, this host's way out to it is closed.");

    /// <summary>The server offers no authentication.</summary>
    public static Remedy NoAuthOffered { get; } = new("no-auth-offered", "The server offers no authentication on this port: use the submission port (587 or 465), or leave user and password empty.");

    /// <summary>The API key is not accepted.</summary>
    public static Remedy WrongApiKey { get; } = new("wrong-api-key", "SendGrid does not accept the API key: make a new one with the permission Mail Send.");

    /// <summary>The API key may not send.</summary>
    public static Remedy MissingMailSendScope { get; } = new("missing-mail-send-scope", "The API key lacks the permission Mail Send: edit it in SendGrid, or make a new one.");

    /// <summary>What answers is no SMTP server.</summary>
    public static Remedy NotAnSmtpServer { get; } = new("not-an-smtp-server", "What answers on this port is not an SMTP server: check host and port.");

    /// <summary>The account's own sending limit is used up.</summary>
    public static Remedy SendingLimitReached { get; } = new("sending-limit-reached", "The account's own sending limit is used up: send later, or raise limits in its settings where the provider allows more.");

    /// <summary>What the platform allows a tenant, or itself, is used up.</summary>
    public static Remedy PlatformLimitReached { get; } = new("platform-limit-reached", "What may be sent through the platform's account is used up: send later, or set up a provider of your own.");

    /// <summary>A message is larger than a whole limit.</summary>
    public static Remedy LargerThanLimit { get; } = new("larger-than-limit", "The message has more recipients than the sending limit ever allows at once: send it to fewer at a time, or raise the limit.");
}
