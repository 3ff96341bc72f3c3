namespace Leadmetrics.Notifications.Tests.Delivery.Bounces;

/// <summary>What other servers write, complaints, and what is no report.</summary>
internal static class OtherReports
{
    public const string Sendmail = """
        Received: from localhost (localhost) by mail.acme.example (8.17.1/8.17.1) id 4A3945Xy012345; Tue, 3 Nov 2026 09:04:05 GMT
        Date: Tue, 3 Nov 2026 09:04:05 GMT
        From: Mail Delivery Subsystem <MAILER-DAEMON@mail.acme.example>
        Message-Id: <202611030904.4A3945Xy012345@mail.acme.example>
        To: <bounces@acme.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        	boundary="4A3945Xy012345.1793696645/mail.acme.example"
        Subject: Returned mail: see transcript for details
        Auto-Submitted: auto-generated (failure)

        This is a MIME-encapsulated message

        --4A3945Xy012345.1793696645/mail.acme.example

           ----- The following addresses had permanent fatal errors -----
        <nobody@icloud.example>
            (reason: 550 5.1.1 <nobody@icloud.example>: user does not exist)

        --4A3945Xy012345.1793696645/mail.acme.example
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.acme.example
        Received-From-MTA: DNS; app.acme.example
        Arrival-Date: Tue, 3 Nov 2026 09:04:04 GMT

        Final-Recipient: RFC822; nobody@icloud.example
        Action: failed
        Status: 5.1.1
        Remote-MTA: DNS; mx01.mail.icloud.example
        Diagnostic-Code: SMTP; 550 5.1.1 <nobody@icloud.example>: user does not exist
        Last-Attempt-Date: Tue, 3 Nov 2026 09:04:05 GMT

        --4A3945Xy012345.1793696645/mail.acme.example
        Content-Type: message/rfc822
        Content-Transfer-Encoding: quoted-printable

        From: Acme <hello@acme.example>
        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0=
        @acme.example>

        Thank you=2E

        --4A3945Xy012345.1793696645/mail.acme.example--
        """;

    // Called multipart/mixed, the part in base64, no Status, and nothing of the original but its mailbox's own address.
    public const string GatewayWithoutOriginal = """
        Return-Path: <>
        Delivered-To: mailbox@acme.example
        From: <postmaster@gateway.example.net>
        To: <bounces+0f1e2d3c4b5a69788796a5b4c3d2e1f0deadbeef@acme.example>
        Subject: Message could not be delivered
        Date: Tue, 03 Nov 2026 09:04:05 +0000
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="mimecast"

        --mimecast
        Content-Type: text/plain

        Not delivered.

        --mimecast
        Content-Type: message/delivery-status
        Content-Transfer-Encoding: base64

        UmVwb3J0aW5nLU1UQTogZG5zOyBnYXRld2F5LmV4YW1wbGUubmV0DQoNCkZpbmFsLVJl
        Y2lwaWVudDogcmZjODIyOyBqYW5lQGV4YW1wbGUubmV0DQpEaWFnbm9zdGljLUNvZGU6
        IHNtdHA7IDU1NCBFbWFpbCByZWplY3RlZCBkdWUgdG8gc2VjdXJpdHkgcG9saWNpZXMN
        Cg==

        --mimecast--
        """;

    public const string GmxRefusal = """
        Return-Path: <>
        To: bounces@acme.example
        From: "GMX Mailer Daemon" <mailer-daemon@gmx.example>
        Subject: Mail delivery failed: returning message to sender
        Date: Tue, 03 Nov 2026 10:04:05 +0100
        Message-ID: <0MabCD-1q@mx-ha.gmx.example>
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: 8bit

        This message was created automatically by mail delivery software.

        A message that you sent could not be delivered to one or more of
        its recipients. This is a permanent error. The following address
        failed:

        	nobody@web.example:
        	SMTP error from remote server for RCPT TO command, host: mx-ha.web.example (192.0.2.17) reason: 550 Requested action not taken: mailbox unavailable

        --- The header of the original message is following. ---

        Received: from app.acme.example ([203.0.113.9]) by mrelay.gmx.example
        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>
        Subject: Your order
        """;

    public const string Complaint = """
        From: <complaints@isp.example>
        Date: Tue, 03 Nov 2026 09:04:05 +0000
        Subject: FW: Your order
        To: <bounces@acme.example>
        Message-ID: <feedback-1@isp.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report;
              boundary="part1_13d.2e68ed54_boundary"

        --part1_13d.2e68ed54_boundary
        Content-Type: text/plain; charset="US-ASCII"
        Content-Transfer-Encoding: 7bit

        This is an email abuse report.

        --part1_13d.2e68ed54_boundary
        Content-Type: message/feedback-report

        Feedback-Type: abuse
        User-Agent: SomeGenerator/1.0
        Version: 1
        Original-Mail-From: <bounces@acme.example>
        Original-Rcpt-To: <jane@isp.example>
        Arrival-Date: Tue, 03 Nov 2026 08:00:00 +0000
        Reporting-MTA: dns; mail.isp.example
        Source-IP: 203.0.113.9

        --part1_13d.2e68ed54_boundary
        Content-Type: message/rfc822
        Content-Disposition: inline

        From: <hello@acme.example>
        To: <jane@isp.example>
        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>

        Thank you.
        --part1_13d.2e68ed54_boundary--
        """;

    public const string OutOfOffice = """
        From: Jane Doe <jane@example.net>
        To: bounces@acme.example
        Subject: Automatic reply: Your order
        Date: Tue, 03 Nov 2026 09:04:05 +0000
        Message-ID: <ooo-1@example.net>
        In-Reply-To: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>
        Auto-Submitted: auto-replied
        Content-Type: text/plain; charset=utf-8

        I am away until Monday. My mailbox is full, by the way: 552 5.2.2.
        """;

    public const string ReadReceipt = """
        From: jane@example.net
        To: bounces@acme.example
        Subject: Read: Your order
        Message-ID: <mdn-1@example.net>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=disposition-notification; boundary=m

        --m
        Content-Type: text/plain

        Your message was read.

        --m
        Content-Type: message/disposition-notification

        Final-Recipient: rfc822; jane@example.net
        Original-Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>
        Disposition: manual-action/MDN-sent-manually; displayed

        --m--
        """;

    public const string ForwardedBounce = """
        From: jane@example.net
        To: bounces@acme.example
        Subject: Fwd: Undelivered Mail Returned to Sender
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=f

        --f
        Content-Type: text/plain

        I got this:

        This message was created automatically by mail delivery software.

          victim@example.net
            550 5.1.1 User unknown

        --f
        Content-Type: message/rfc822

        From: MAILER-DAEMON@relay.example.net
        Content-Type: multipart/report; report-type=delivery-status; boundary=i

        --i
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.example.net

        Final-Recipient: rfc822; victim@example.net
        Action: failed
        Status: 5.1.1

        --i--
        --f--
        """;

    public const string Newsletter = """
        From: news@example.net
        To: bounces@acme.example
        Subject: This week
        Content-Type: multipart/alternative; boundary=n

        --n
        Content-Type: text/plain

        Hi. This week: nothing.
        --n
        Content-Type: text/html

        <p>Hi.</p>
        --n--
        """;

    /// <summary>A complaint with other words.</summary>
    public static string ComplaintOf(string feedbackType) => Complaint.Replace("Feedback-Type: abuse", "Feedback-Type: " + feedbackType, StringComparison.Ordinal);
}
