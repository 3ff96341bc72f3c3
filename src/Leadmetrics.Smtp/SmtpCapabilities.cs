namespace Leadmetrics.Smtp;

/// <summary>What a server's EHLO reply offers. Forgotten and asked again after STARTTLS.</summary>
public sealed record SmtpCapabilities
{
    /// <summary>The domain that the server named in the first line.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Every keyword line, as sent.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>SASL mechanisms, in the server's order and upper case (RFC 4954; the old <c>AUTH=</c> form is read too).</summary>
    public IReadOnlyList<string> AuthMechanisms { get; init; } = [];

    /// <summary>STARTTLS (RFC 3207).</summary>
    public bool StartTls { get; init; }

    /// <summary>PIPELINING (RFC 2920).</summary>
    public bool Pipelining { get; init; }

    /// <summary>CHUNKING (RFC 3030).</summary>
    public bool Chunking { get; init; }

    /// <summary>8BITMIME (RFC 6152).</summary>
    public bool EightBitMime { get; init; }

    /// <summary>SMTPUTF8 (RFC 6531).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>DSN (RFC 3461).</summary>
    public bool Dsn { get; init; }

    /// <summary>ENHANCEDSTATUSCODES (RFC 2034).</summary>
    public bool EnhancedStatusCodes { get; init; }

    /// <summary>SIZE (RFC 1870).</summary>
    public bool Size { get; init; }

    /// <summary>The largest message in octets that SIZE names; <see langword="null"/> where it names none or zero.</summary>
    public long? MaxSize { get; init; }

    /// <summary>The most recipients in one transaction that LIMITS RCPTMAX names (RFC 9422).</summary>
    public int? MaxRecipients { get; init; }

    /// <summary>The most transactions over one connection that LIMITS MAILMAX names (RFC 9422).</summary>
    public int? MaxMessages { get; init; }
}
