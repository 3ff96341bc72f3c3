namespace Leadmetrics.Notifications;

/// <summary>How a message is sent; none of it is content.</summary>
/// <remarks>
/// The first two concern every provider. The others are asked of a provider that has such a service (SendGrid): one that has none leaves them out, but for
/// <see cref="SendAt"/>, <see cref="BatchId"/> and <see cref="Sandbox"/> where it is <see langword="true"/>: these it refuses, since a mail would go out early, could not be
/// called back, or would go out where it was only to be checked.
/// </remarks>
public sealed record SendOptions
{
    /// <summary>Whether the message is a newsletter or the like, which nobody waits for: those who complained or unsubscribed are left out.</summary>
    /// <value><see langword="false"/>; a message with <see cref="EmailMessage.ListUnsubscribe"/> counts as bulk mail all the same.</value>
    public bool IsBulk { get; init; }

    /// <summary>Whether the message goes to suppressed addresses, too: for mail that the law or a contract demands.</summary>
    /// <value><see langword="false"/>.</value>
    public bool IgnoreSuppressions { get; init; }

    /// <summary>When the provider itself is to send it: at most 72 hours ahead. A queued mail has a time of its own, without that bound.</summary>
    /// <value><see langword="null"/>: at once.</value>
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>The batch under which the provider can cancel or pause what is scheduled.</summary>
    public string? BatchId { get; init; }

    /// <summary>The provider's unsubscribe group that the message belongs to.</summary>
    public UnsubscribeGroup? UnsubscribeGroup { get; init; }

    /// <summary>Whether the provider tells of opened messages.</summary>
    /// <value><see langword="null"/>: as the account is set.</value>
    public bool? TrackOpens { get; init; }

    /// <summary>Whether the provider tells of clicked links.</summary>
    /// <value><see langword="null"/>: as the account is set.</value>
    public bool? TrackClicks { get; init; }

    /// <summary>The provider's pool of addresses to send from, in place of the configured one; 2 to 64 characters.</summary>
    public string? IpPool { get; init; }

    /// <summary>Whether the provider checks the message without sending it.</summary>
    /// <value><see langword="null"/>: as the account is configured.</value>
    public bool? Sandbox { get; init; }
}
