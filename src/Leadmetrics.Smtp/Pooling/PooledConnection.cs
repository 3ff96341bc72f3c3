namespace Leadmetrics.Smtp.Pooling;

/// <summary>A connection of a pool and what the pool knows of it. Guarded by the pool's lock.</summary>
internal sealed class PooledConnection(SmtpConnection connection, long opened, int maxMessages)
{
    public SmtpConnection Connection { get; } = connection;

    public long Opened { get; } = opened;

    public int MaxMessages { get; } = maxMessages;

    public long IdleSince { get; set; }

    /// <summary>Messages that it was given so far.</summary>
    public int Messages { get; set; }

    /// <summary>Messages that it has now.</summary>
    public int UnderWay { get; set; }

    /// <summary>Whether it has asked for one more message and there was none.</summary>
    public bool HasRoom { get; set; }
}
