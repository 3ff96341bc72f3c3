namespace Leadmetrics.Smtp;

/// <summary>The bounds of a pool. Values out of bounds throw <see cref="ArgumentOutOfRangeException"/>.</summary>
public sealed record SmtpPoolOptions
{
    /// <summary>How many connections may be open at once, 1 to 1,000.</summary>
    /// <value>5.</value>
    public int MaxConnections { get; init => field = Within(value, 1, 1_000); } = 5;

    /// <summary>How many transactions one connection carries before it is closed, 1 to 1,000,000.</summary>
    /// <value>100.</value>
    public int MaxMessagesPerConnection { get; init => field = Within(value, 1, 1_000_000); } = 100;

    /// <summary>How many whole messages may be on their way over one connection at once, 1 to 64. Each one more is one more that a cut connection leaves uncertain.</summary>
    /// <value>1.</value>
    public int MaxInFlight { get; init => field = Within(value, 1, 64); } = 1;

    /// <summary>How long an unused connection is kept.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan IdleTimeout { get; init => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection is used for new messages.</summary>
    /// <value>10 minutes.</value>
    public TimeSpan MaxLifetime { get; init => field = Positive(value); } = TimeSpan.FromMinutes(10);

    /// <summary>How long <see cref="SmtpPool.DisposeAsync"/> lets running and waiting messages end before it cuts their connections. More than zero, 24 hours at most.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan DrainTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromHours(24));
            field = Positive(value);
        }
    } = TimeSpan.FromSeconds(30);

    private static int Within(int value, int least, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most);
        return value;
    }

    private static TimeSpan Positive(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
        return value;
    }
}
