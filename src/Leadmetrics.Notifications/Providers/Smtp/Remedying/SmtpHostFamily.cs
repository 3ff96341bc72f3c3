namespace Leadmetrics.Notifications.Providers.Smtp.Remedying;

/// <summary>Whose servers a host is one of, where their refusals mean something of their own.</summary>
internal enum SmtpHostFamily
{
    /// <summary>Anybody else's.</summary>
    Other,

    /// <summary>Gmail and Google Workspace.</summary>
    Google,

    /// <summary>Microsoft 365.</summary>
    Microsoft365,

    /// <summary>Outlook.com, Hotmail, Live.</summary>
    OutlookCom,

    /// <summary>Takes app passwords alone: Yahoo, AOL, iCloud, Fastmail.</summary>
    AppPasswords,

    /// <summary>Twilio SendGrid.</summary>
    SendGrid,

    /// <summary>Amazon SES.</summary>
    AmazonSes,
}
