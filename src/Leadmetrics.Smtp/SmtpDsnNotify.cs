namespace Leadmetrics.Smtp;

/// <summary>When a delivery status notification is wanted (NOTIFY, RFC 3461 section 4.1).</summary>
[Flags]
public enum SmtpDsnNotify
{
    /// <summary>NOTIFY is not said: the server decides, which is failure and, mostly, delay.</summary>
    Default = 0,

    /// <summary>When the message was delivered.</summary>
    Success = 1,

    /// <summary>When it could not be delivered.</summary>
    Failure = 2,

    /// <summary>When its delivery takes long.</summary>
    Delay = 4,

    /// <summary>Never, not even of a failure. Stands alone.</summary>
    Never = 8,
}
