namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>Reads complaints: <c>message/feedback-report</c> (RFC 5965).</summary>
internal static class FeedbackReport
{
    private const int MaxRecipients = 1000;

    /// <returns><see langword="null"/>: the mail holds no complaint. Reports that a message is no spam, or of failed authentication (RFC 6591), are none.</returns>
    public static BounceReport? Read(ReportMail mail)
    {
        if (mail.Find("message/feedback-report") is not { } part) return null;
        var fields = MailHeader.Read(part.Body().Span.TrimStart("\r\n"u8), out _);
        if (MailText.WithoutComments(fields["Feedback-Type"] ?? "").ToLowerInvariant() is not ("abuse" or "fraud" or "virus")) return null;
        var original = mail.Original();
        var named = fields.All("Original-Rcpt-To").Select(field => MailAddresses.One(MailText.WithoutComments(field))).OfType<string>().Take(MaxRecipients).ToArray();
        return new BounceReport
        {
            Kind = BounceReportKind.Complaint,
            ReportingMta = StatusReport.Mta(fields["Reporting-MTA"]),
            OriginalMessageId = ReportMail.MessageIdIn(original?["Message-ID"]),
            EnvelopeId = MailText.Printable(fields["Original-Envelope-Id"], 100),
            Recipients = [.. (named.Length > 0 ? named : Addressed(original)).Select(recipient => Complaint(recipient, fields))],
        };
    }

    // Who complained of a message to several is not told by its header.
    private static string[] Addressed(MailHeader? original)
    {
        string[] to = [.. original?.All("To").Take(100).SelectMany(MailAddresses.In) ?? []];
        return to.Length == 1 && original!["Cc"] is null ? to : [];
    }

    private static BouncedRecipient Complaint(string recipient, MailHeader fields) => new()
    {
        Recipient = recipient,
        OriginalRecipient = recipient,
        Action = BounceAction.Delivered,
        LastAttemptAt = MailDates.Read(fields["Arrival-Date"] ?? fields["Received-Date"]),
    };
}
