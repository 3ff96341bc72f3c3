namespace Leadmetrics.Notifications.Queue.Intake;

/// <summary>What a queued mail may hold.</summary>
/// <param name="MaxMessageSize">Most octets of texts and attachments together.</param>
internal sealed record IntakeLimits(long MaxMessageSize)
{
    /// <summary>25 MiB.</summary>
    public const long DefaultMaxMessageSize = 25L * 1024 * 1024;

    /// <summary>What a store takes as a body: the texts and what is around them.</summary>
    public const int MaxBody = 32 * 1024 * 1024;
}
