namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>What somebody found out of a mail of which nobody knew whether it arrived.</summary>
internal sealed record SettleBody
{
    /// <summary>Whether it had arrived; if not, it is sent again.</summary>
    public bool? Delivered { get; init; }
}
