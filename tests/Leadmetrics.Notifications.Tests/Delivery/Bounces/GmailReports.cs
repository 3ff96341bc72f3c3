namespace Leadmetrics.Notifications.Tests.Delivery.Bounces;

/// <summary>What Gmail writes as a sender's server, and what it says to others that write a report of it.</summary>
internal static class GmailReports
{
    public const string NoSuchUser = """
        Delivered-To: bounces@acme.example
        Received: by 2002:a05:0:0:0:0:0:0 with SMTP id x1csp123456;
                Tue, 3 Nov 2026 01:04:06 -0800 (PST)
        Return-Path: <>
        Received: from mail-sor-f69.google.example (mail-sor-f69.google.example. [198.51.100.69])
                by mx.google.example with SMTPS id y2;
                Tue, 03 Nov 2026 01:04:06 -0800 (PST)
        Content-Type: multipart/report; boundary="000000000000a1b2c3d4e5f6a7"; report-type=delivery-status
        To: bounces@acme.example
        Received: by 2002:a05:0:0:0:0:0:1 with SMTP id z3; Tue,
         03 Nov 2026 01:04:05 -0800 (PST)
        Return-Path: <>
        Auto-Submitted: auto-replied
        Message-ID: <6547aaaa.050a0220.1234.0000.GMR@mx.google.example>
        Date: Tue, 03 Nov 2026 01:04:05 -0800 (PST)
        From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
        Subject: Delivery Status Notification (Failure)
        References: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>
        In-Reply-To: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>
        X-Failed-Recipients: nobody@gmail.example

        --000000000000a1b2c3d4e5f6a7
        Content-Type: multipart/related; boundary="000000000000b1b2c3d4e5f6a7"

        --000000000000b1b2c3d4e5f6a7
        Content-Type: multipart/alternative; boundary="000000000000c1b2c3d4e5f6a7"

        --000000000000c1b2c3d4e5f6a7
        Content-Type: text/plain; charset="UTF-8"

        ** Address not found **

        Your message wasn't delivered to nobody@gmail.example because the address couldn't be found, or is unable to receive mail.

        --000000000000c1b2c3d4e5f6a7
        Content-Type: text/html; charset="UTF-8"

        <html><body><h1>Address not found</h1></body></html>

        --000000000000c1b2c3d4e5f6a7--
        --000000000000b1b2c3d4e5f6a7
        Content-Type: image/png; name="icon.png"
        Content-Disposition: attachment; filename="icon.png"
        Content-Transfer-Encoding: base64
        Content-ID: <icon.png>

        iVBORw0KGgo=
        --000000000000b1b2c3d4e5f6a7--
        --000000000000a1b2c3d4e5f6a7
        Content-Type: message/delivery-status

        Reporting-MTA: dns; googlemail.example
        Received-From-MTA: dns; hello@acme.example
        Arrival-Date: Tue, 03 Nov 2026 01:04:05 -0800 (PST)
        X-Original-Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>

        Final-Recipient: rfc822; nobody@gmail.example
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; gmail-smtp-in.l.google.example. (2001:db8::1a, the
         server for the domain gmail.example.)
        Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
         550-5.1.1 double-checking the recipient's email address for typos or
         550-5.1.1 unnecessary spaces. Learn more at
         550 5.1.1  https://support.google.example/mail/?p=NoSuchUser d9443c01a7336-1b2si - gsmtp
        Last-Attempt-Date: Tue, 03 Nov 2026 01:04:05 -0800 (PST)

        --000000000000a1b2c3d4e5f6a7
        Content-Type: message/rfc822

        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>
        From: Acme <hello@acme.example>

        ----- Message truncated -----

        --000000000000a1b2c3d4e5f6a7--
        """;

    public const string OverQuota = """
        Return-Path: <>
        To: bounces@acme.example
        From: MAILER-DAEMON@relay.acme.example
        Subject: Delayed Mail (still being retried)
        Date: Tue, 03 Nov 2026 10:04:05 +0100 (CET)
        Content-Type: multipart/report; report-type=delivery-status; boundary=b
        MIME-Version: 1.0

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.acme.example

        Final-Recipient: rfc822; full@gmail.example
        Action: delayed
        Status: 4.2.2
        Remote-MTA: dns; gmail-smtp-in.l.google.example
        Diagnostic-Code: smtp; 452-4.2.2 The recipient's inbox is out of storage space.
            Please direct the recipient to 452 4.2.2
            https://support.google.example/mail/?p=OverQuotaTemp x2si - gsmtp
        Will-Retry-Until: Sun, 08 Nov 2026 10:04:05 +0100 (CET)

        --b
        Content-Type: text/rfc822-headers

        Message-Id: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>

        --b--
        """;

    public const string Unauthenticated = """
        Return-Path: <>
        To: bounces@acme.example
        From: MAILER-DAEMON@relay.acme.example
        Subject: Undelivered Mail Returned to Sender
        Date: Tue, 03 Nov 2026 09:04:05 +0000
        Content-Type: multipart/report; report-type=delivery-status; boundary=b
        MIME-Version: 1.0

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.acme.example

        Final-Recipient: rfc822; jane@gmail.example
        Action: failed
        Diagnostic-Code: smtp; 550-5.7.26 Your email has been blocked because the sender is unauthenticated.
            550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM. 550-5.7.26
            Authentication results: 550-5.7.26  DKIM = did not pass 550-5.7.26  SPF [acme.example] with
            ip: [203.0.113.9] = did not pass 550 5.7.26 k9si - gsmtp

        --b
        Content-Type: message/rfc822

        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>

        --b--
        """;
}
