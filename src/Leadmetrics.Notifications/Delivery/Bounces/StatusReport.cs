namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>Reads delivery status notifications: <c>message/delivery-status</c> (RFC 3464) and <c>message/global-delivery-status</c> (RFC 6533).</summary>
internal static class StatusReport
{
    private const int MaxRecipients = 1000;
    private const int MaxBlocks = 2000;

    /// <returns><see langword="null"/>: the mail holds no such part, or one that names nobody.</returns>
    public static BounceReport? Read(ReportMail mail)
    {
        // Some servers forget the report-type, or call the whole multipart/mixed: the part itself decides.
        if (mail.Find("message/delivery-status", "message/global-delivery-status") is not { } part) return null;
        var body = part.Body().Span.TrimStart("\r\n"u8);
        var message = MailHeader.Read(body, out var end);
        var recipients = new List<BouncedRecipient>();

        // Where the fields of the message are missing, the first block is a recipient's already.
        if (RecipientOf(message) is { } early) recipients.Add(early);
        for (var block = 1; block < MaxBlocks && recipients.Count < MaxRecipients; block++)
        {
            body = body[end..].TrimStart("\r\n"u8);
            if (body.IsEmpty) break;
            if (RecipientOf(MailHeader.Read(body, out end)) is { } recipient) recipients.Add(recipient);
        }

        if (recipients.Count == 0) return null;
        return new BounceReport
        {
            Kind = BounceReportKind.DeliveryStatus,
            ReportingMta = Mta(message["Reporting-MTA"]),
            OriginalMessageId = ReportMail.MessageIdIn(mail.Original()?["Message-ID"]),
            EnvelopeId = MailText.Printable(message["Original-Envelope-Id"], 100),
            Recipients = recipients,
        };
    }

    /// <summary>The name behind the type, such as <c>dns; mx.example.com</c>.</summary>
    internal static string? Mta(string? field)
    {
        if (field is null) return null;
        var value = MailText.WithoutComments(field);
        return MailText.Printable(value[(value.IndexOf(';', StringComparison.Ordinal) + 1)..], 255);
    }

    private static BouncedRecipient? RecipientOf(MailHeader fields)
    {
        if (fields.IsEmpty) return null;
        var original = MailAddresses.Typed(fields["Original-Recipient"]);
        if ((MailAddresses.Typed(fields["Final-Recipient"]) ?? original ?? MailAddresses.Typed(fields["X-Actual-Recipient"])) is not { } recipient) return null;
        var said = Said(fields["Diagnostic-Code"]);
        var found = RecipientFinding.Of(recipient, ActionOf(fields["Action"]), DiagnosticCodes.Status(fields["Status"]), said);
        return found is null ? null : found with
        {
            OriginalRecipient = original,
            RemoteMta = Mta(fields["Remote-MTA"]),
            LastAttemptAt = MailDates.Read(fields["Last-Attempt-Date"]),
            WillRetryUntil = MailDates.Read(fields["Will-Retry-Until"]),
        };
    }

    private static BounceAction? ActionOf(string? field)
    {
        var word = field is null ? "" : MailText.WithoutComments(field);
        return word.ToLowerInvariant() switch
        {
            "failed" or "failure" => BounceAction.Failed,
            "delayed" => BounceAction.Delayed,
            "delivered" => BounceAction.Delivered,
            "relayed" => BounceAction.Relayed,
            "expanded" => BounceAction.Expanded,
            _ => null,
        };
    }

    // `smtp; 550 …`: the type is a word; a semicolon further on is the server's own.
    private static string? Said(string? field)
    {
        if (field is null) return null;
        var semicolon = field.IndexOf(';', StringComparison.Ordinal);
        return semicolon is > 0 and <= 32 && !field.AsSpan(0, semicolon).Trim().ContainsAny(' ', '.', ':') ? field[(semicolon + 1)..] : field;
    }
}
