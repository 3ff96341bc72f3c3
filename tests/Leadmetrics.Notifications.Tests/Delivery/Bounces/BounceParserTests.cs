using System.Text;
using Leadmetrics.Notifications.Delivery.Bounces;

namespace Leadmetrics.Notifications.Tests.Delivery.Bounces;

/// <summary>Reports as servers write them: who, what, why, and about which message.</summary>
public sealed class BounceParserTests
{
    private const string Ours = "0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example";

    /// <summary>Report, its recipients as <c>address action code enhanced reason</c>, the reporting server.</summary>
    public static TheoryData<string, string[], string?> Reports => new()
    {
        { PostfixReports.UserUnknown, ["nobody@example.net Failed 550 5.1.1 MailboxUnknown"], "relay.acme.example" },
        { PostfixReports.Delayed, ["jane@example.org Delayed - 4.4.1 Unreachable"], "relay.acme.example" },
        { PostfixReports.Relayed, ["jane@example.org Relayed 250 2.0.0 None", "box@acme.example Delivered - 2.0.0 None"], "relay.acme.example" },
        { PostfixReports.DomainWithoutAddress, ["jane@nowhere.example Failed - 5.4.4 DomainUnknown"], "relay.acme.example" },
        { PostfixReports.Internationalised, ["jürgen@bücher.example Failed 550 5.1.1 MailboxUnknown"], "relay.acme.example" },
        {
            PostfixReports.SeveralRecipients,
            ["a@example.net Failed 552 5.2.2 MailboxFull", "b@example.net Delayed 450 4.2.0 Greylisted", "c@elsewhere.example Expanded - 2.0.0 None"],
            "relay.acme.example"
        },
        { EximReports.Report, ["nobody@example.net Failed 550 5.7.1 Blocked"], "mail.acme.example" },
        { EximReports.Text, ["nobody@example.net Failed 550 5.1.1 MailboxUnknown", "list-owner@example.org Failed - - Expired"], null },
        { EximReports.Qmail, ["nobody@example.net Failed - 5.1.1 MailboxUnknown", "jane@example.org Failed 552 5.2.2 MailboxFull"], null },
        { EximReports.YahooText, ["nobody@yahoo.example Failed 554 - MailboxDisabled"], null },
        { ExchangeReports.RecipientNotFound, ["nobody@contoso.example Failed 550 5.1.10 MailboxUnknown"], "AM0.eurprd01.prod.outlook.example" },
        { ExchangeReports.EdgeBlocking, ["nobody@contoso.example Failed 550 5.4.1 MailboxUnknown"], "AM0.eurprd01.prod.outlook.example" },
        { ExchangeReports.QuotedRemote, ["full@example.net Failed 550 5.0.350 MailboxFull"], "exchange.acme.example" },
        { ExchangeReports.RestrictedSender, ["team@contoso.example Failed 550 5.7.1 Blocked"], "EX01.contoso.example" },
        { ExchangeReports.MailboxFull, ["full@contoso.example Failed 554 5.2.2 MailboxFull"], "EX01.contoso.example" },
        { ExchangeReports.OutlookComBlocked, ["jane@outlook.example Failed 550 5.7.1 Blocked"], "relay.acme.example" },
        { GmailReports.NoSuchUser, ["nobody@gmail.example Failed 550 5.1.1 MailboxUnknown"], "googlemail.example" },
        { GmailReports.OverQuota, ["full@gmail.example Delayed 452 4.2.2 MailboxFull"], "relay.acme.example" },
        { GmailReports.Unauthenticated, ["jane@gmail.example Failed 550 5.7.26 SenderNotAuthenticated"], "relay.acme.example" },
        { SendmailReports.Refused("5.1.1", "550 SPF check failed"), ["nobody@icloud.example Failed 550 - SenderNotAuthenticated"], "mail.acme.example" },
        { SendmailReports.Refused("5.1.1", "550 Administrative prohibition - envelope blocked"), ["nobody@icloud.example Failed 550 - Blocked"], "mail.acme.example" },
        { SendmailReports.Refused("5.1.1", "550 High probability of spam"), ["nobody@icloud.example Failed 550 - Spam"], "mail.acme.example" },
        { SendmailReports.Refused("5.1.6", "551 too many messages"), ["nobody@icloud.example Failed 551 - Throttled"], "mail.acme.example" },
        { SendmailReports.Refused("5.1.3", "553 sorry, that domain isn't in my list of allowed rcpthosts"), ["nobody@icloud.example Failed 553 - Blocked"], "mail.acme.example" },
        { SendmailReports.Refused("5.1.1", "550 mailbox is full"), ["nobody@icloud.example Failed 550 - MailboxFull"], "mail.acme.example" },
        { SendmailReports.Refused("5.2.2", "552 mailbox is full"), ["nobody@icloud.example Failed 552 5.2.2 MailboxFull"], "mail.acme.example" },
        { SendmailReports.Refused("5.1.1", "550 No such user here"), ["nobody@icloud.example Failed 550 5.1.1 MailboxUnknown"], "mail.acme.example" },
        { SendmailReports.Refused("5.1.2", "550 Host unknown (Name server: icloud.example: host not found)"), ["nobody@icloud.example Failed 550 5.1.2 DomainUnknown"], "mail.acme.example" },
        { OtherReports.Sendmail, ["nobody@icloud.example Failed 550 5.1.1 MailboxUnknown"], "mail.acme.example" },
        { OtherReports.GmxRefusal, ["nobody@web.example Failed 550 - MailboxUnknown"], null },
    };

    public static TheoryData<string> NoReports => new(
        OtherReports.OutOfOffice,
        OtherReports.ReadReceipt,
        OtherReports.ForwardedBounce,
        OtherReports.Newsletter,
        OtherReports.ComplaintOf("not-spam"),
        OtherReports.ComplaintOf("auth-failure"),
        "",
        "\r\n\r\n\r\n",
        "no mail at all");

    [Theory]
    [MemberData(nameof(Reports), DisableDiscoveryEnumeration = true)]
    public void A_report_tells_who_what_why_and_about_which_message(string text, string[] recipients, string? reportingMta)
    {
        // As it stands, with the line ends of the wire, and out of a mailbox file.
        foreach (var form in new[] { text, text.ReplaceLineEndings("\r\n"), "From MAILER-DAEMON Tue Nov  3 09:04:05 2026\n" + text })
        {
            var report = Parse(form)!;

            Assert.Equal(recipients, report.Recipients.Select(Line));
            Assert.Equal((BounceReportKind.DeliveryStatus, reportingMta, Ours, "bounces@acme.example"), (report.Kind, report.ReportingMta, report.OriginalMessageId, report.DeliveredTo));
        }
    }

    [Fact]
    public void Exims_warning_in_words_quotes_nothing_of_the_original()
    {
        var report = Parse(EximReports.DelayedText)!;

        Assert.Equal(["jane@example.net Delayed 451 4.7.1 Greylisted"], report.Recipients.Select(Line));
        Assert.Null(report.OriginalMessageId);
    }

    [Fact]
    public void A_gateways_report_without_the_original_is_known_by_the_address_it_came_to()
    {
        var report = Parse(OtherReports.GatewayWithoutOriginal)!;

        Assert.Equal(["jane@example.net Failed 554 - Blocked"], report.Recipients.Select(Line));
        Assert.Null(report.OriginalMessageId);
        Assert.Equal("bounces+0f1e2d3c4b5a69788796a5b4c3d2e1f0deadbeef@acme.example", report.DeliveredTo);
    }

    [Fact]
    public void Every_field_of_a_report_has_its_place()
    {
        var relayed = Parse(PostfixReports.Relayed)!;
        var delayed = Assert.Single(Parse(PostfixReports.Delayed)!.Recipients);
        var gmail = Parse(GmailReports.NoSuchUser)!;
        var several = Parse(PostfixReports.SeveralRecipients)!;

        Assert.Equal("order-5", relayed.EnvelopeId);
        Assert.Equal(("mx.example.org", "jane@example.org", "250 2.0.0 Ok: queued as 77F0A"), (relayed.Recipients[0].RemoteMta, relayed.Recipients[0].OriginalRecipient, relayed.Recipients[0].DiagnosticText));
        Assert.Equal(new DateTimeOffset(2026, 11, 8, 10, 4, 4, TimeSpan.Zero), delayed.WillRetryUntil);
        Assert.Equal("connect to mx.example.org[198.51.100.7]:25: Connection timed out", delayed.DiagnosticText);
        Assert.Equal(new DateTimeOffset(2026, 11, 3, 9, 4, 5, TimeSpan.Zero), gmail.Date);
        Assert.Equal(new DateTimeOffset(2026, 11, 3, 9, 4, 5, TimeSpan.Zero), gmail.Recipients[0].LastAttemptAt);
        Assert.Equal("gmail-smtp-in.l.google.example.", gmail.Recipients[0].RemoteMta);
        Assert.Equal("c@example.net", several.Recipients[2].OriginalRecipient);
        Assert.Equal("jane@acme-friends.example", Parse(EximReports.Text)!.Recipients[0].OriginalRecipient);
        Assert.Equal("jürgen@bücher.example", Parse(PostfixReports.Internationalised)!.Recipients[0].OriginalRecipient);
        Assert.Equal("550 5.1.1 Kein solcher Empfänger", Parse(PostfixReports.Internationalised)!.Recipients[0].DiagnosticText);
    }

    [Fact]
    public void A_complaint_names_the_recipient_and_the_message()
    {
        var report = Parse(OtherReports.Complaint)!;

        Assert.Equal((BounceReportKind.Complaint, "mail.isp.example", Ours), (report.Kind, report.ReportingMta, report.OriginalMessageId));
        Assert.Equal(["jane@isp.example Delivered - - None"], report.Recipients.Select(Line));
        Assert.Equal(new DateTimeOffset(2026, 11, 3, 8, 0, 0, TimeSpan.Zero), report.Recipients[0].LastAttemptAt);
    }

    [Fact]
    public void A_complaint_whose_recipient_is_struck_out_is_about_the_one_it_was_addressed_to()
    {
        var without = OtherReports.Complaint.Replace("Original-Rcpt-To: <jane@isp.example>\n", "", StringComparison.Ordinal);
        var toTwo = without.Replace("To: <jane@isp.example>", "To: <jane@isp.example>, <joe@isp.example>", StringComparison.Ordinal);

        Assert.Equal("jane@isp.example", Assert.Single(Parse(without)!.Recipients).Recipient);
        Assert.Empty(Parse(toTwo)!.Recipients);
    }

    [Theory]
    [MemberData(nameof(NoReports), DisableDiscoveryEnumeration = true)]
    public void What_is_no_report_is_none(string text) => Assert.Null(Parse(text));

    [Fact]
    public async Task A_stream_that_comes_octet_by_octet_reads_the_same()
    {
        await using var slow = new SlowStream(Encoding.UTF8.GetBytes(GmailReports.NoSuchUser));
        var report = await BounceParser.ParseAsync(slow, TestContext.Current.CancellationToken);
        await using var broken = new SlowStream([1, 2, 3], breaks: true);

        Assert.Equal(Ours, report!.OriginalMessageId);
        await Assert.ThrowsAsync<IOException>(() => BounceParser.ParseAsync(broken, TestContext.Current.CancellationToken));
        Assert.Throws<IOException>(() => BounceParser.Parse(new SlowStream([1, 2, 3], breaks: true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BounceParser.ParseAsync(new MemoryStream([1]), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void What_a_report_prints_holds_no_address()
    {
        var report = Parse(PostfixReports.UserUnknown)!;

        Assert.DoesNotContain("@", report.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("@", report.Recipients[0].ToString(), StringComparison.Ordinal);
    }

    private static BounceReport? Parse(string text) => BounceParser.Parse(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static string Line(BouncedRecipient recipient) =>
        $"{recipient.Recipient} {recipient.Action} {recipient.Code?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"} {recipient.EnhancedCode ?? "-"} {recipient.Reason}";
}
