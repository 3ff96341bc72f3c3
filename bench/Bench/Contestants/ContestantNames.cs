namespace Leadmetrics.Bench.Contestants;

/// <summary>The contestants' names on the command line and in files.</summary>
internal static class ContestantNames
{
    /// <summary>Our pool with prepared content.</summary>
    public const string OursWire = "ours-wire";

    /// <summary>Our mailer, from <c>EmailMessage</c> on.</summary>
    public const string Ours = "ours";

    /// <summary>nodemailer's pool with prepared content.</summary>
    public const string NodemailerRaw = "nodemailer-raw";

    /// <summary>nodemailer's pool, which composes text and HTML.</summary>
    public const string Nodemailer = "nodemailer";

    /// <summary>Postfix's <c>smtp-source -d</c>.</summary>
    public const string SmtpSource = "smtp-source";

    /// <summary>MailKit, one client a connection, which composes text and HTML.</summary>
    public const string MailKit = "mailkit";

    /// <summary>Those of this build, in the order of their turns.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        OursWire, Ours, NodemailerRaw, Nodemailer, SmtpSource,
#if PUBLIC_FEED
        MailKit,
#endif
    ];

    /// <summary>A name as tables show it.</summary>
    public static string Shown(string name) => name switch
    {
        OursWire => "ours (wire)",
        NodemailerRaw => "nodemailer (pool, raw)",
        Nodemailer => "nodemailer (pool)",
        SmtpSource => "smtp-source -d",
        MailKit => "MailKit",
        _ => name,
    };
}
