namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>What a worker holds for one destination. Guarded by the lock of its <see cref="WorkSlots"/>.</summary>
internal sealed class DestinationSlots
{
    /// <summary>How many wait or are being sent.</summary>
    public int Held { get; set; }

    /// <summary>How many of them are being sent.</summary>
    public int Sending { get; set; }
}
