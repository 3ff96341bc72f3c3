using System.Collections.Frozen;
using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>The names of a message's own facts among the properties of SendGrid's events, into which SendGrid puts them.</summary>
/// <remarks>What would stand in the place of one of SendGrid's own goes out under a prefix and comes back without it: a fact never speaks as SendGrid.</remarks>
internal static class SendGridNames
{
    private const string Moved = CustomArguments.Prefix + "m_";

    // All that begins so is SendGrid's, what it has today and what it may add.
    private const string SendGridsPrefix = "sg_";

    private static readonly FrozenSet<string> SendGridsOwn = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "email", "timestamp", "event", "smtp-id", "category", "sg_event_id", "sg_message_id", "sg_user_id", "sg_machine_open", "sg_content_type", "sg_template_id", "sg_template_name", "reason", "status",
        "response", "attempt", "type", "bounce_classification", "useragent", "ip", "url", "url_offset", "asm_group_id", "unique_args", "tls", "cert_err", "send_at", "pool", "domain", "from", "post_type", "newsletter",
        "marketing_campaign_id", "marketing_campaign_name", "marketing_campaign_version", "marketing_campaign_split_id", "singlesend_id", "singlesend_name", "template_id", "template_hash", "template_name",
        "template_version_id", "mc_auto_id", "mc_auto_name", "mc_pod_id", "mc_stats", "phase_id");

    /// <summary>The name that a fact goes out under.</summary>
    public static string Write(string key) => IsSendGrids(key) ? Moved + key : key;

    /// <summary>The fact that a property is; <see langword="null"/> where it is SendGrid's or the library's.</summary>
    public static string? Read(string name)
    {
        if (!name.StartsWith(CustomArguments.Prefix, StringComparison.OrdinalIgnoreCase)) return IsSendGrids(name) ? null : name;
        return name.StartsWith(Moved, StringComparison.Ordinal) && IsSendGrids(name[Moved.Length..]) ? name[Moved.Length..] : null;
    }

    private static bool IsSendGrids(string name) => name.StartsWith(SendGridsPrefix, StringComparison.OrdinalIgnoreCase) || SendGridsOwn.Contains(name);
}
