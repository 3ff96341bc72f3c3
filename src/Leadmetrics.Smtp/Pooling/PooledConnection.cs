namespace Leadmetrics.Smtp.Pooling;

/// <summary>A connection of a pool and what the pool knows of it. Guarded by the pool's lock.</summary>
internal sealed class PooledConnection(SmtpConnection connection, long opened)
{
    public SmtpConnection Connection { get; } = connection;

    public long Opened { get; } = opened;

    public long IdleSince { get; set; }

    public int Messages { get; set; }

    public bool IsReused { get; set; }
}
