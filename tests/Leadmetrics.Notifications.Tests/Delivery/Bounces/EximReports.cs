namespace Leadmetrics.Notifications.Tests.Delivery.Bounces;

/// <summary>What Exim and qmail write, with and without a part for programs.</summary>
internal static class EximReports
{
    public const string Report = """
        Return-path: <>
        Envelope-to: bounces@acme.example
        Delivery-date: Tue, 03 Nov 2026 09:04:06 +0000
        X-Failed-Recipients: nobody@example.net
        Auto-Submitted: auto-replied
        From: Mail Delivery System <Mailer-Daemon@mail.acme.example>
        To: bounces@acme.example
        References: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>
        Content-Type: multipart/report; report-type=delivery-status; boundary=1793696646-eximdsn-804289383
        MIME-Version: 1.0
        Subject: Mail delivery failed: returning message to sender
        Message-Id: <E1wXyZ0-000abc-2D@mail.acme.example>
        Date: Tue, 03 Nov 2026 09:04:06 +0000

        --1793696646-eximdsn-804289383
        Content-type: text/plain; charset=us-ascii

        This message was created automatically by mail delivery software.

        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          nobody@example.net
            host mx.example.net [192.0.2.25]
            SMTP error from remote mail server after RCPT TO:<nobody@example.net>:
            550 5.7.1 Client host rejected: listed by zen.spamhaus.org

        --1793696646-eximdsn-804289383
        Content-type: message/delivery-status

        Reporting-MTA: dns; mail.acme.example

        Action: failed
        Final-Recipient: rfc822;nobody@example.net
        Status: 5.0.0
        Remote-MTA: dns; mx.example.net
        Diagnostic-Code: smtp; 550 5.7.1 Client host rejected: listed by zen.spamhaus.org

        --1793696646-eximdsn-804289383
        Content-type: message/rfc822

        Return-path: <bounces@acme.example>
        Received: from [203.0.113.9] (helo=app.acme.example)
        	by mail.acme.example with esmtpsa (Exim 4.97.1)
        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>
        Subject: Your order

        Thank you.

        --1793696646-eximdsn-804289383--
        """;

    public const string Text = """
        Return-path: <>
        Envelope-to: bounces@acme.example
        X-Failed-Recipients: nobody@example.net, list-owner@example.org
        Auto-Submitted: auto-replied
        From: Mail Delivery System <Mailer-Daemon@mail.acme.example>
        To: bounces@acme.example
        Subject: Mail delivery failed: returning message to sender
        Message-Id: <E1wXyZ0-000abc-2D@mail.acme.example>
        Date: Tue, 03 Nov 2026 09:04:06 +0000

        This message was created automatically by mail delivery software.

        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          nobody@example.net
            (generated from jane@acme-friends.example)
            host mx.example.net [192.0.2.25]
            SMTP error from remote mail server after RCPT TO:<nobody@example.net>:
            550 5.1.1 <nobody@example.net>: Recipient address rejected:
            User unknown in virtual mailbox table
          list-owner@example.org
            retry timeout exceeded

        ------ This is a copy of the message, including all the headers. ------

        Return-path: <bounces@acme.example>
        Received: from [203.0.113.9] (helo=app.acme.example)
        	by mail.acme.example with esmtpsa (Exim 4.94.2)
        	(envelope-from <bounces@acme.example>)
        	id 1wXyZ0-000abb-Qr; Tue, 03 Nov 2026 09:04:04 +0000
        From: Acme <hello@acme.example>
        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>
        Subject: Your order

        Thank you.
        """;

    public const string DelayedText = """
        Return-path: <>
        Envelope-to: bounces@acme.example
        Auto-Submitted: auto-replied
        From: Mail Delivery System <Mailer-Daemon@mail.acme.example>
        To: bounces@acme.example
        Subject: Warning: message 1wXyZ0-000abb-Qr delayed 24 hours
        Message-Id: <E1wXyZ9-000abc-2D@mail.acme.example>
        Date: Wed, 04 Nov 2026 09:04:06 +0000

        This message was created automatically by mail delivery software.
        A message that you sent has not yet been delivered to one or more of its
        recipients after more than 24 hours on the queue on mail.acme.example.

        The message identifier is:     1wXyZ0-000abb-Qr
        The subject of the message is: Your order
        The date of the message is:    Tue, 03 Nov 2026 09:04:03 +0000

        The address to which the message has not yet been delivered is:

          jane@example.net
            host mx.example.net [192.0.2.25]
            SMTP error from remote mail server after RCPT TO:<jane@example.net>:
            451 4.7.1 Greylisting in action, please come back later

        No action is required on your part. Delivery attempts will continue for
        some time, and this warning may be repeated at intervals if the message
        remains undelivered. Eventually the mail delivery software will give up,
        and when that happens, the message will be returned to you.
        """;

    public const string Qmail = """
        Return-Path: <>
        Delivered-To: bounces@acme.example
        Received: (qmail 12345 invoked for bounce); 3 Nov 2026 09:04:06 -0000
        Date: 3 Nov 2026 09:04:06 -0000
        From: MAILER-DAEMON@mx.example.net
        To: bounces@acme.example
        Subject: failure notice

        Hi. This is the qmail-send program at mx.example.net.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <nobody@example.net>:
        Sorry, no mailbox here by that name. (#5.1.1)

        <jane@example.org>:
        192.0.2.7 does not like recipient.
        Remote host said: 552 5.2.2 Mailbox full
        Giving up on 192.0.2.7.

        --- Below this line is a copy of the message.

        Return-Path: <bounces@acme.example>
        Received: (qmail 12340 invoked from network); 3 Nov 2026 09:04:05 -0000
        From: Acme <hello@acme.example>
        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>
        Subject: Your order

        Thank you.
        """;

    public const string YahooText = """
        Return-Path: <>
        From: MAILER-DAEMON@yahoo.example
        To: bounces@acme.example
        Subject: Failure Notice
        Date: Tue, 03 Nov 2026 09:04:06 -0000
        Message-ID: <123.456@bounce.yahoo.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8

        Sorry, we were unable to deliver your message to the following address.

        <nobody@yahoo.example>:
        554: 30: Sorry, your message to nobody@yahoo.example cannot be delivered. This mailbox is disabled (554.30).

        --- Below this line is a copy of the message.

        From: Acme <hello@acme.example>
        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>

        Thank you.
        """;
}
