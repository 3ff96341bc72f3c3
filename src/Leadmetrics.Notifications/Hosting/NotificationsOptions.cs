using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers.Capturing;
using Leadmetrics.Notifications.Providers.Redirecting;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;

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

    /// <summary>How many connections SMTP may take, and whose dialogues are logged.</summary>
    public SmtpOptions Smtp { get; } = new();

    /// <summary>Who gets the mail of a staging or test environment in place of those it is addressed to.</summary>
    public RedirectOptions Redirect { get; } = new();

    /// <summary>The catcher that gets the mail of a developer's or staging environment, whatever provider it would go through.</summary>
    public CaptureOptions Capture { get; } = new();

    /// <summary>What metrics and traces tell.</summary>
    public TelemetryOptions Telemetry { get; } = new();

    /// <summary>When health checks call the host unwell.</summary>
    public HealthOptions Health { get; } = new();

    /// <summary>What is taken from providers' webhooks.</summary>
    public WebhookOptions Webhooks { get; } = new();

    /// <summary>How long delivery events are kept.</summary>
    public EventOptions Events { get; } = new();

    /// <summary>What the queue takes, and how a worker sends it.</summary>
    public QueueingOptions Queue { get; } = new();

    /// <summary>How domains are looked up in DNS.</summary>
    public DomainCheckOptions DomainCheck { get; } = new();

    /// <summary>Who gets no more mail, by what becomes of mails.</summary>
    public SuppressionOptions Suppression { get; } = new();

    /// <summary>What EHLO says where a row does not: a domain or an address literal.</summary>
    /// <value><see langword="null"/>: the machine's name where it is a valid domain, else its address.</value>
    public string? EhloName { get; set; }

    /// <summary>Another address for SendGrid's API, for a fake or a recording proxy: https, or http on a loopback address. Only ever the operator's.</summary>
    /// <value><see langword="null"/>: the region's.</value>
    public Uri? SendGridBaseAddress { get; set; }

    /// <summary>Another address for Amazon SES's API, for a fake or a recording proxy: https, or http on a loopback address. Only ever the operator's.</summary>
    /// <value><see langword="null"/>: the region's.</value>
    public Uri? SesBaseAddress { get; set; }

    /// <summary>Another address for the OAuth2 token endpoints of Google and Microsoft, for a fake: https, or http on a loopback address. Only ever the operator's.</summary>
    /// <value><see langword="null"/>: theirs.</value>
    public Uri? OAuthBaseAddress { get; set; }

    /// <summary>A PEM file of certificate authorities that SMTP connections trust beside the system's.</summary>
    /// <value><see langword="null"/>: the system's alone.</value>
    public string? TrustedRootsFile { get; set; }

    /// <summary>Sends all mail of this environment to one address; those it was addressed to are kept in <c>X-Original-To</c>, <c>X-Original-Cc</c> and <c>X-Original-Bcc</c>.</summary>
    /// <param name="address">The address.</param>
    /// <param name="allowedDomains">Domains whose recipients get their mail all the same.</param>
    public void RedirectTo(string address, params IEnumerable<string> allowedDomains)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        ArgumentNullException.ThrowIfNull(allowedDomains);
        Redirect.To = address;
        foreach (var domain in allowedDomains) Redirect.AllowedDomains.Add(domain);
    }

    /// <summary>
    /// Delivers all mail of this environment to a catcher, whatever provider it would go through; sender, rules and signature stay the provider's own. What
    /// only SendGrid knows (categories, custom arguments) is lost on the way. Testing a provider still connects to its own server: it sends no mail.
    /// </summary>
    /// <param name="catcher">Where the catcher listens, for example <c>smtp://localhost:1025</c>: spoken to in clear text, and outside the tenants' egress policy.</param>
    public void CaptureAllTo(string catcher)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(catcher);
        Capture.To = catcher;
    }
}
