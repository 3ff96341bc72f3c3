namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>The ports of RFC 5321, 6409 and 8314, and the one that providers offer where those are filtered.</summary>
internal static class SmtpPorts
{
    /// <summary>Between servers; filtered by most networks for everybody else.</summary>
    public const int Relay = 25;

    /// <summary>Submission that begins in clear text.</summary>
    public const int Submission = 587;

    /// <summary>Submission with TLS from the first byte.</summary>
    public const int ImplicitTls = 465;

    /// <summary>No standard's: submission as on 587.</summary>
    public const int Alternative = 2525;
}
