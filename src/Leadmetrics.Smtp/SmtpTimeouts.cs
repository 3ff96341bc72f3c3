namespace Leadmetrics.Smtp;

/// <summary>How long each step may take; each is restarted by every reply (RFC 5321 section 4.5.3.2).</summary>
/// <remarks>Each is more than zero, or <see cref="Timeout.InfiniteTimeSpan"/>; anything else throws <see cref="ArgumentOutOfRangeException"/>.</remarks>
public sealed record SmtpTimeouts
{
    /// <summary>Resolving and connecting.</summary>
    /// <value>10 seconds.</value>
    public TimeSpan Connect { get; init => field = Checked(value); } = TimeSpan.FromSeconds(10);

    /// <summary>The wait for the greeting.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan Greeting { get; init => field = Checked(value); } = TimeSpan.FromSeconds(30);

    /// <summary>EHLO, STARTTLS, the TLS handshake and each step of AUTH.</summary>
    /// <value>60 seconds.</value>
    public TimeSpan Session { get; init => field = Checked(value); } = TimeSpan.FromSeconds(60);

    /// <summary>The reply to MAIL or RCPT.</summary>
    /// <value>5 minutes.</value>
    public TimeSpan Envelope { get; init => field = Checked(value); } = TimeSpan.FromMinutes(5);

    /// <summary>The 354 to DATA.</summary>
    /// <value>2 minutes.</value>
    public TimeSpan Data { get; init => field = Checked(value); } = TimeSpan.FromMinutes(2);

    /// <summary>One write of content.</summary>
    /// <value>3 minutes.</value>
    public TimeSpan DataBlock { get; init => field = Checked(value); } = TimeSpan.FromMinutes(3);

    /// <summary>The reply after the final dot. A short one makes duplicates, so no other setting shortens it.</summary>
    /// <value>10 minutes.</value>
    public TimeSpan DataEnd { get; init => field = Checked(value); } = TimeSpan.FromMinutes(10);

    /// <summary>The defaults of RFC 5321 where it names them.</summary>
    public static SmtpTimeouts Default { get; } = new();

    /// <summary>Sixty seconds throughout (ten to connect), for a verification that somebody waits for.</summary>
    public static SmtpTimeouts Verification { get; } = Default with
    {
        Envelope = TimeSpan.FromSeconds(60),
        Data = TimeSpan.FromSeconds(60),
        DataBlock = TimeSpan.FromSeconds(60),
        DataEnd = TimeSpan.FromSeconds(60),
    };

    private static TimeSpan Checked(TimeSpan value)
    {
        if (value != Timeout.InfiniteTimeSpan) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
        return value;
    }
}
