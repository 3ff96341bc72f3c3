namespace Leadmetrics.Notifications.Queue;

/// <summary>What the queue takes, and how a host's worker sends it.</summary>
public sealed class QueueingOptions
{
    /// <summary>The most octets that a queued message's texts and attachments may have together, 1 KiB to 100 MiB.</summary>
    /// <value>25 MiB.</value>
    public long MaxMessageSize { get; set; } = 25 * 1024 * 1024;

    /// <summary>How many mails this host sends at once, 1 to 10,000. As many again are held ready, and twice as many while what became of them is stored.</summary>
    /// <value>128.</value>
    public int Concurrency { get; set; } = 128;

    /// <summary>How many of them may be one tenant's, 1 to 10,000.</summary>
    /// <value>32.</value>
    public int ConcurrencyPerTenant { get; set; } = 32;

    /// <summary>How many of them may go to one host, so that one that hangs leaves room for the others; 1 to 10,000.</summary>
    /// <value>64.</value>
    public int ConcurrencyPerDestination { get; set; } = 64;

    /// <summary>How long a worker's hold on a mail lasts without being renewed, 5 seconds to 10 minutes: what a worker that crashed held is sent by others that much later.</summary>
    /// <value>60 seconds.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long mails under way may take to end when the host stops, zero to 10 minutes; the host's own <c>ShutdownTimeout</c> has to be longer.</summary>
    /// <value>20 seconds.</value>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a worker looks for mail that nobody told it of, 100 milliseconds to 1 minute.</summary>
    /// <value>1 second.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long what was done is kept.</summary>
    public QueueRetentionOptions Retention { get; } = new();
}
