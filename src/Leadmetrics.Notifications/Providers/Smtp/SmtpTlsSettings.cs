using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>The <c>tls</c> object of SMTP settings.</summary>
public sealed record SmtpTlsSettings
{
    /// <summary>How TLS is begun: <c>tls.mode</c>, <c>implicit</c>, <c>starttls</c>, <c>opportunistic</c> or <c>none</c>; wins over <c>secure</c>. The last two need the operator's consent.</summary>
    /// <value><see langword="null"/>: as <c>secure</c> says.</value>
    public SmtpTlsMode? Mode { get; init; }

    /// <summary>Whether a certificate that does not check out ends the connection: <c>tls.rejectUnauthorized</c>; <see langword="false"/> needs the operator's consent.</summary>
    /// <value><see langword="true"/>.</value>
    public bool RejectUnauthorized { get; init; } = true;

    /// <summary>The name for SNI and the certificate check: <c>tls.servername</c>.</summary>
    /// <value><see langword="null"/>: the host.</value>
    public string? ServerName { get; init; }

    internal static SmtpTlsMode? ReadMode(string? word) => word switch
    {
        "implicit" => SmtpTlsMode.Implicit,
        "starttls" => SmtpTlsMode.StartTls,
        "opportunistic" => SmtpTlsMode.StartTlsWhenAvailable,
        "none" => SmtpTlsMode.None,
        _ => null,
    };

    internal static string Word(SmtpTlsMode mode) => mode switch
    {
        SmtpTlsMode.Implicit => "implicit",
        SmtpTlsMode.StartTls => "starttls",
        SmtpTlsMode.StartTlsWhenAvailable => "opportunistic",
        _ => "none",
    };
}
