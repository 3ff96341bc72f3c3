namespace Leadmetrics.Notifications.Tests.Delivery.Bounces;

/// <summary>What Postfix writes.</summary>
internal static class PostfixReports
{
    public const string UserUnknown = """
        Return-Path: <>
        X-Original-To: bounces@acme.example
        Delivered-To: bounces@acme.example
        Received: by relay.acme.example (Postfix)
         id 4A1B2C3D4E; Tue,  3 Nov 2026 10:04:05 +0100 (CET)
        Date: Tue,  3 Nov 2026 10:04:05 +0100 (CET)
        From: MAILER-DAEMON@relay.acme.example (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: bounces@acme.example
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
         boundary="9F1B32C0AD.1793696645/relay.acme.example"
        Content-Transfer-Encoding: 8bit
        Message-Id: <20261103090405.4A1B2C3D4E@relay.acme.example>

        This is a MIME-encapsulated message.

        --9F1B32C0AD.1793696645/relay.acme.example
        Content-Description: Notification
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        This is the mail system at host relay.acme.example.

        I'm sorry to have to inform you that your message could not
        be delivered to one or more recipients. It's attached below.

                           The mail system

        <nobody@example.net>: host mx.example.net[192.0.2.25] said: 550 5.1.1
            <nobody@example.net>: Recipient address rejected: User unknown in local
            recipient table (in reply to RCPT TO command)

        --9F1B32C0AD.1793696645/relay.acme.example
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.acme.example
        X-Postfix-Queue-ID: 9F1B32C0AD
        X-Postfix-Sender: rfc822; bounces@acme.example
        Arrival-Date: Tue,  3 Nov 2026 10:04:04 +0100 (CET)

        Final-Recipient: rfc822; nobody@example.net
        Original-Recipient: rfc822;nobody@example.net
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mx.example.net
        Diagnostic-Code: smtp; 550 5.1.1 <nobody@example.net>: Recipient address
            rejected: User unknown in local recipient table

        --9F1B32C0AD.1793696645/relay.acme.example
        Content-Description: Undelivered Message
        Content-Type: message/rfc822
        Content-Transfer-Encoding: 8bit

        Return-Path: <bounces@acme.example>
        Received: from app.acme.example (app.acme.example [203.0.113.9])
         by relay.acme.example (Postfix) with ESMTPS id 9F1B32C0AD
         for <nobody@example.net>; Tue,  3 Nov 2026 10:04:04 +0100 (CET)
        From: Acme <hello@acme.example>
        To: nobody@example.net
        Subject: Your order
        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>
        Date: Tue, 03 Nov 2026 09:04:03 +0000
        MIME-Version: 1.0
        Content-Type: text/plain; charset=us-ascii

        Thank you.

        --9F1B32C0AD.1793696645/relay.acme.example--
        """;

    public const string Delayed = """
        Return-Path: <>
        Delivered-To: bounces@acme.example
        Date: Tue,  3 Nov 2026 14:10:00 +0000 (UTC)
        From: MAILER-DAEMON@relay.acme.example (Mail Delivery System)
        Subject: Delayed Mail (still being retried)
        To: bounces@acme.example
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="B1A.17/relay.acme.example"
        Message-Id: <20261103141000.B1A@relay.acme.example>

        This is a MIME-encapsulated message.

        --B1A.17/relay.acme.example
        Content-Description: Notification
        Content-Type: text/plain; charset=us-ascii

        ####################################################################
        # THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #
        ####################################################################

        Your message could not be delivered for more than 4 hour(s).

        --B1A.17/relay.acme.example
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.acme.example
        Arrival-Date: Tue,  3 Nov 2026 10:04:04 +0000 (UTC)

        Final-Recipient: rfc822; jane@example.org
        Original-Recipient: rfc822;jane@example.org
        Action: delayed
        Status: 4.4.1
        Diagnostic-Code: X-Postfix; connect to mx.example.org[198.51.100.7]:25:
            Connection timed out
        Will-Retry-Until: Sun,  8 Nov 2026 10:04:04 +0000 (UTC)

        --B1A.17/relay.acme.example
        Content-Description: Message Headers
        Content-Type: text/rfc822-headers

        From: Acme <hello@acme.example>
        To: jane@example.org
        Subject: Your order
        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>

        --B1A.17/relay.acme.example--
        """;

    public const string Relayed = """
        Return-Path: <>
        To: bounces@acme.example
        From: MAILER-DAEMON@relay.acme.example (Mail Delivery System)
        Subject: Successful Mail Delivery Report
        Date: Tue,  3 Nov 2026 10:04:05 +0000 (UTC)
        Auto-Submitted: auto-replied
        Content-Type: multipart/report; report-type=delivery-status; boundary="ok"
        MIME-Version: 1.0

        --ok
        Content-Type: text/plain

        Your message was successfully delivered to the destination(s) listed below.

        --ok
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.acme.example
        Original-Envelope-Id: order-5

        Final-Recipient: rfc822; jane@example.org
        Original-Recipient: rfc822;jane@example.org
        Action: relayed
        Status: 2.0.0
        Remote-MTA: dns; mx.example.org
        Diagnostic-Code: smtp; 250 2.0.0 Ok: queued as 77F0A

        Final-Recipient: rfc822; box@acme.example
        Action: delivered
        Status: 2.0.0
        Diagnostic-Code: X-Postfix; delivered to mailbox

        --ok
        Content-Type: text/rfc822-headers

        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>
        From: hello@acme.example

        --ok--
        """;

    public const string DomainWithoutAddress = """
        Return-Path: <>
        To: bounces@acme.example
        From: Mail Delivery System <MAILER-DAEMON@relay.acme.example>
        Subject: Undelivered Mail Returned to Sender
        Date: Tue,  3 Nov 2026 10:04:05 +0000 (UTC)
        Content-Type: multipart/report; report-type=delivery-status; boundary="x/y"
        MIME-Version: 1.0

        --x/y
        Content-Type: text/plain

        <jane@nowhere.example>: Host or domain name not found. Name service error for
            name=nowhere.example type=AAAA: Host not found

        --x/y
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.acme.example

        Final-Recipient: rfc822; jane@nowhere.example
        Action: failed
        Status: 5.4.4
        Diagnostic-Code: X-Postfix; Host or domain name not found. Name service error
            for name=nowhere.example type=AAAA: Host not found

        --x/y
        Content-Type: message/rfc822

        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>

        --x/y--
        """;

    // RFC 6533: an address beyond ASCII, once in UTF-8 itself and once with its characters spelled out.
    public const string Internationalised = """
        Return-Path: <>
        To: bounces@acme.example
        From: MAILER-DAEMON@relay.acme.example
        Subject: Undelivered Mail Returned to Sender
        Content-Type: multipart/report; report-type=global-delivery-status; boundary=g
        MIME-Version: 1.0

        --g
        Content-Type: text/plain; charset=utf-8

        <jürgen@bücher.example>: no such user

        --g
        Content-Type: message/global-delivery-status
        Content-Transfer-Encoding: 8bit

        Reporting-MTA: dns; relay.acme.example

        Final-Recipient: utf-8; jürgen@bücher.example
        Original-Recipient: utf-8; j\x{FC}rgen@b\x{fc}cher.example
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 5.1.1 Kein solcher Empfänger

        --g
        Content-Type: message/global-headers
        Content-Transfer-Encoding: base64

        RnJvbTogaGVsbG9AYWNtZS5leGFtcGxlDQpNZXNzYWdlLUlEOiA8MGYxZTJkM2M0
        YjVhNjk3ODg3OTZhNWI0YzNkMmUxZjBAYWNtZS5leGFtcGxlPg0KDQo=

        --g--
        """;

    public const string SeveralRecipients = """
        Return-Path: <>
        To: bounces@acme.example
        From: MAILER-DAEMON@relay.acme.example
        Subject: Undelivered Mail Returned to Sender
        Content-Type: multipart/report; report-type=delivery-status; boundary=s
        MIME-Version: 1.0

        --s
        Content-Type: text/plain

        Three recipients.

        --s
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.acme.example

        Final-Recipient: rfc822; a@example.net (the first)
        Action: failed (for good)
        Status: 5.2.2 (mailbox full)
        Diagnostic-Code: smtp; 552 5.2.2 Over quota


        Final-Recipient: X400; /C=DE/ADMD=EXAMPLE/S=nobody/
        Action: failed
        Status: 5.1.1

        Final-Recipient: RFC822;<b@example.net>
        Action: delayed
        Status: 4.2.0
        Diagnostic-Code: smtp; 450 4.2.0 <b@example.net>: Recipient address rejected: Greylisted, see https://postgrey.example/help/example.net.html

        Final-Recipient: rfc822; c@elsewhere.example
        Original-Recipient: rfc822; c@example.net
        Action: expanded
        Status: 2.0.0

        --s
        Content-Type: message/rfc822

        Message-ID:
         <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>

        --s--
        """;
}
