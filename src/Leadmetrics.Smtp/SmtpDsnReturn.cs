namespace Leadmetrics.Smtp;

/// <summary>How much of the message a delivery status notification of a failure brings back (RET, RFC 3461 section 4.3).</summary>
public enum SmtpDsnReturn
{
    /// <summary>RET is not said: the server decides.</summary>
    Default,

    /// <summary>The headers alone (<c>RET=HDRS</c>).</summary>
    Headers,

    /// <summary>The whole message (<c>RET=FULL</c>).</summary>
    Full,
}
