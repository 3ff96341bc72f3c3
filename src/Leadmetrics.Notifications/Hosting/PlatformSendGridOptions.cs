using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>The platform's SendGrid account.</summary>
public sealed class PlatformSendGridOptions
{
    /// <summary>The API key, with the permission Mail Send.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>The platform's sender address.</summary>
    public string FromAddress { get; set; } = "";

    /// <summary>The platform's sender name.</summary>
    public string? FromName { get; set; }

    /// <summary>The region of the account.</summary>
    /// <value><see cref="SendGridRegion.Global"/>.</value>
    public SendGridRegion Region { get; set; }

    /// <summary>Whether SendGrid checks mail without sending it.</summary>
    /// <value><see langword="false"/>.</value>
    public bool Sandbox { get; set; }

    /// <summary>Categories given to every mail.</summary>
    public IList<string> Categories { get; } = [];

    /// <summary>The pool of addresses to send from.</summary>
    public string? IpPool { get; set; }

    /// <summary>The token in the address of the account's event webhook: 32 to 128 letters, digits, hyphens and underscores that nobody can guess.</summary>
    /// <value><see langword="null"/>: it has none.</value>
    public string? WebhookToken { get; set; }

    /// <summary>The public key that SendGrid signs the account's events for; given with <see cref="WebhookToken"/>.</summary>
    public string? WebhookPublicKey { get; set; }

    /// <summary>Whether opened messages are told of, where a message does not say.</summary>
    /// <value><see langword="null"/>: as the account is set at SendGrid.</value>
    public bool? TrackOpens { get; set; }

    /// <summary>Whether clicked links are told of, where a message does not say.</summary>
    /// <value><see langword="null"/>: as the account is set at SendGrid.</value>
    public bool? TrackClicks { get; set; }

    /// <summary>The unsubscribe group of messages that name none; positive.</summary>
    /// <value><see langword="null"/>: none.</value>
    public int? UnsubscribeGroup { get; set; }

    /// <summary>How much may go through the account, over all tenants together: in a store over all hosts, without one for each process apart.</summary>
    /// <value><see langword="null"/>: as much as it takes.</value>
    public SendingLimitsOptions? Limits { get; set; }

    /// <summary>How much each tenant may send through the account, beside <see cref="Limits"/>.</summary>
    /// <value><see langword="null"/>: as much as the total leaves.</value>
    public SendingLimitsOptions? TenantLimits { get; set; }

    internal SendGridConfig ToConfig() => new()
    {
        ApiKey = new Secret(ApiKey ?? ""),
        FromAddress = FromAddress,
        FromName = FromName,
        Region = Region,
        Sandbox = Sandbox,
        Categories = [.. Categories],
        IpPool = IpPool,
        WebhookPublicKey = WebhookPublicKey,
        TrackOpens = TrackOpens,
        TrackClicks = TrackClicks,
        UnsubscribeGroup = UnsubscribeGroup,
    };
}
