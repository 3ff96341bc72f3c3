using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>The host's options; checked when the host starts.</summary>
public sealed class NotificationsOptions
{
    /// <summary>The platform's own account.</summary>
    public PlatformOptions Platform { get; } = new();

    /// <summary>The keys that seal tenants' settings; exactly one is active. A host with a store does not start without one.</summary>
    public IList<KeyOptions> Keys { get; } = [];

    /// <summary>What tenants' rows may call.</summary>
    public EgressOptions Egress { get; } = new();

    /// <summary>How long routes are kept.</summary>
    public ResolverOptions Resolver { get; } = new();

    /// <summary>How many connections SMTP may take.</summary>
    public SmtpOptions Smtp { get; } = new();

    /// <summary>What EHLO says where a row does not: a domain or an address literal.</summary>
    /// <value><see langword="null"/>: the machine's name where it is a valid domain, else its address.</value>
    public string? EhloName { get; set; }

    /// <summary>Another address for SendGrid's API, for a fake or a recording proxy: https, or http on a loopback address. Only ever the operator's.</summary>
    /// <value><see langword="null"/>: the region's.</value>
    public Uri? SendGridBaseAddress { get; set; }

    /// <summary>A PEM file of certificate authorities that SMTP connections trust beside the system's.</summary>
    /// <value><see langword="null"/>: the system's alone.</value>
    public string? TrustedRootsFile { get; set; }
}
