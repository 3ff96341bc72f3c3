namespace Leadmetrics.Notifications.Tests.Delivery.Bounces;

/// <summary>What sendmail writes of a server that gave no enhanced code: it makes a Status of the reply code.</summary>
internal static class SendmailReports
{
    private const string Answer = "550 5.1.1 <nobody@icloud.example>: user does not exist";

    /// <summary>A report with this Status and this answer of the remote server.</summary>
    public static string Refused(string status, string answer) => OtherReports.Sendmail
        .Replace("Status: 5.1.1", "Status: " + status, StringComparison.Ordinal)
        .Replace(Answer, answer, StringComparison.Ordinal);
}
