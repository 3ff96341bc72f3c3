namespace Leadmetrics.Notifications.Testing;

/// <summary>What a <see cref="ScriptedSmtpServer"/> offers in its answer to EHLO, and therefore accepts.</summary>
public sealed class ScriptedCapabilities
{
    /// <summary>Offers PIPELINING (RFC 2920).</summary>
    /// <value>true by default. Pipelined commands are understood either way; see <see cref="ScriptedSmtpServerOptions.RefusePipelinedCommands"/>.</value>
    public bool Pipelining { get; set; } = true;

    /// <summary>Offers CHUNKING and understands BDAT (RFC 3030).</summary>
    /// <value>true by default. Where false, BDAT is answered 502 and its octets are then read as commands, as real servers do.</value>
    public bool Chunking { get; set; } = true;

    /// <summary>Offers 8BITMIME (RFC 6152).</summary>
    /// <value>true by default.</value>
    public bool EightBitMime { get; set; } = true;

    /// <summary>Offers SMTPUTF8 (RFC 6531).</summary>
    /// <value>true by default. An address with non-ASCII characters is refused with 553 unless its MAIL says SMTPUTF8.</value>
    public bool SmtpUtf8 { get; set; } = true;

    /// <summary>Offers DSN (RFC 3461).</summary>
    /// <value>true by default.</value>
    public bool Dsn { get; set; } = true;

    /// <summary>Offers ENHANCEDSTATUSCODES (RFC 2034) and writes them into replies.</summary>
    /// <value>true by default.</value>
    public bool EnhancedStatusCodes { get; set; } = true;

    /// <summary>Offers SIZE with this limit (RFC 1870).</summary>
    /// <value>Octets, 50 MiB by default; 0 offers SIZE without a limit; null does not offer it.</value>
    public long? Size { get; set; } = 50L * 1024 * 1024;

    /// <summary>Offers STARTTLS where the server's mode is <see cref="ScriptedTls.StartTls"/> and the connection is still clear.</summary>
    /// <value>true by default; false is the server whose offer somebody stripped.</value>
    public bool StartTls { get; set; } = true;

    /// <summary>The AUTH mechanisms offered (RFC 4954).</summary>
    /// <value>Empty by default. Verified for real: PLAIN, LOGIN, CRAM-MD5, SCRAM-SHA-256, XOAUTH2, OAUTHBEARER; any other name is offered and answered 504.</value>
    public IList<string> Auth { get; } = [];

    /// <summary>Writes the old <c>AUTH=</c> form in place of <c>AUTH </c>.</summary>
    /// <value>false by default.</value>
    public bool LegacyAuthForm { get; set; }

    /// <summary>More EHLO lines, without the code, written as they are and after the others; an empty one makes the empty last line <c>250 </c>.</summary>
    public IList<string> Extra { get; } = [];

    internal List<string> Lines(bool offerStartTls, bool offerAuth)
    {
        var lines = new List<string>();
        if (Pipelining)
            lines.Add("PIPELINING");
        if (Size is { } size)
            lines.Add(size == 0 ? "SIZE" : $"SIZE {size}");
        if (offerStartTls && StartTls)
            lines.Add("STARTTLS");
        if (offerAuth && Auth.Count > 0)
            lines.Add((LegacyAuthForm ? "AUTH=" : "AUTH ") + string.Join(' ', Auth));
        if (EnhancedStatusCodes)
            lines.Add("ENHANCEDSTATUSCODES");
        if (EightBitMime)
            lines.Add("8BITMIME");
        if (Dsn)
            lines.Add("DSN");
        if (SmtpUtf8)
            lines.Add("SMTPUTF8");
        if (Chunking)
            lines.Add("CHUNKING");
        lines.AddRange(Extra);
        return lines;
    }
}
