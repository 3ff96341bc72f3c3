namespace Leadmetrics.Notifications.Hosting;

/// <summary>The platform's own account, for tenants without a verified provider. It is SendGrid or none: SMTP is never a platform default.</summary>
public sealed class PlatformOptions
{
    /// <summary>The SendGrid account.</summary>
    /// <value><see langword="null"/>: tenants without a verified provider cannot send.</value>
    public PlatformSendGridOptions? SendGrid { get; set; }
}
