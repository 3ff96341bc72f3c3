namespace Leadmetrics.Notifications.Providers.Smtp.Probing;

/// <summary>Who answers on a port.</summary>
internal enum Speaker
{
    /// <summary>Nobody: refused, unreachable, filtered, or not to be called.</summary>
    Nobody,

    /// <summary>A connection was taken, and nothing was said on it.</summary>
    Silent,

    /// <summary>A connection was taken and cut, without a word.</summary>
    HungUp,

    /// <summary>TLS was to be spoken, and could not be agreed on.</summary>
    NoTls,

    /// <summary>Began to say something, and did not come to an end.</summary>
    Slow,

    /// <summary>An SMTP server.</summary>
    Smtp,

    /// <summary>IMAP or POP3.</summary>
    MailReading,

    /// <summary>HTTP, SSH, FTP or anything else that is no mail server.</summary>
    Other,
}
