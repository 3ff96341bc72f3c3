namespace Leadmetrics.Smtp.Wire;

/// <summary>The command that a reply answers.</summary>
internal enum ReplyTo
{
    Rset,
    Mail,
    Rcpt,
    Data,
    Dot,

    /// <summary>The dot of an empty message, which ends a DATA that was answered 354 though nothing was to be sent (RFC 2920 section 3.1).</summary>
    EmptyDot,
    Quit,
}
