namespace Leadmetrics.Notifications.Tests.Delivery.Bounces;

/// <summary>What Exchange, Exchange Online and Outlook.com write.</summary>
internal static class ExchangeReports
{
    public const string RecipientNotFound = """
        Received: from EUR01.prod.outlook.example (2001:db8::1) by AM0.eurprd01.prod.outlook.example
         (2001:db8::2) with HTTPS; Tue, 3 Nov 2026 09:04:06 +0000
        MIME-Version: 1.0
        From: <postmaster@contoso.example>
        To: <bounces@acme.example>
        Date: Tue, 3 Nov 2026 09:04:06 +0000
        Content-Type: multipart/report; report-type=delivery-status;
        	boundary="9B095B5ADSN=_01D5D6C1D7A0E2F400019F0BAM0"
        X-MS-Exchange-Message-Is-Ndr:
        Content-Language: en-GB
        Message-ID: <b2c4d6e8-0000-4111-8222-aabbccddeeff@AM0.eurprd01.prod.outlook.example>
        In-Reply-To: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>
        References: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>
        Subject: Undeliverable: Your order
        Auto-Submitted: auto-replied

        --9B095B5ADSN=_01D5D6C1D7A0E2F400019F0BAM0
        Content-Type: multipart/alternative; differences=Content-Type;
        	boundary="c5e7a9b1-0000-4a4a-9b9b-112233445566"

        --c5e7a9b1-0000-4a4a-9b9b-112233445566
        Content-Type: text/plain; charset="us-ascii"
        Content-Transfer-Encoding: quoted-printable

        Your message to nobody@contoso.example couldn't be delivered.
        nobody wasn't found at contoso.example.

        --c5e7a9b1-0000-4a4a-9b9b-112233445566
        Content-Type: text/html; charset="us-ascii"
        Content-Transfer-Encoding: quoted-printable

        <html><body>nobody wasn=27t found.</body></html>

        --c5e7a9b1-0000-4a4a-9b9b-112233445566--

        --9B095B5ADSN=_01D5D6C1D7A0E2F400019F0BAM0
        Content-Type: message/delivery-status

        Reporting-MTA: dns;AM0.eurprd01.prod.outlook.example
        Received-From-MTA: dns;app.acme.example
        Arrival-Date: Tue, 3 Nov 2026 09:04:05 +0000

        Original-Recipient: rfc822;nobody@contoso.example
        Final-Recipient: rfc822;nobody@contoso.example
        Action: failed
        Status: 5.1.10
        Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient nobody@contoso.example not found by SMTP address lookup

        --9B095B5ADSN=_01D5D6C1D7A0E2F400019F0BAM0
        Content-Type: message/rfc822

        Received: from app.acme.example (203.0.113.9) by AM0.mail.protection.outlook.example
         (192.0.2.1) with Microsoft SMTP Server; Tue, 3 Nov 2026 09:04:05 +0000
        From: Acme <hello@acme.example>
        To: <nobody@contoso.example>
        Subject: Your order
        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>

        Thank you.

        --9B095B5ADSN=_01D5D6C1D7A0E2F400019F0BAM0--
        """;

    // Without the original: In-Reply-To names it.
    public const string EdgeBlocking = """
        MIME-Version: 1.0
        From: <postmaster@acme.example>
        To: <bounces@acme.example>
        Date: Tue, 3 Nov 2026 09:04:06 +0000
        Content-Type: multipart/report; report-type=delivery-status; boundary="dsn"
        Message-ID: <a1@AM0.eurprd01.prod.outlook.example>
        In-Reply-To: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>
        Subject: Undeliverable: Your order

        --dsn
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: base64

        VGhlIHJlY2lwaWVudCB3YXMgbm90IGZvdW5kLg==

        --dsn
        Content-Type: message/delivery-status

        Reporting-MTA: dns;AM0.eurprd01.prod.outlook.example

        Final-Recipient: rfc822;nobody@contoso.example
        Action: failed
        Status: 5.4.1
        Diagnostic-Code: smtp;550 5.4.1 Recipient address rejected: Access denied. [AM0EUR02FT001.eop-EUR02.prod.protection.outlook.example 2026-11-03T09:04:05.123Z 08DC]
        Remote-MTA: dns;contoso-example.mail.protection.outlook.example
        X-Display-Name: nobody@contoso.example

        --dsn--
        """;

    public const string QuotedRemote = """
        MIME-Version: 1.0
        From: Microsoft Outlook <MicrosoftExchange@acme.example>
        To: bounces@acme.example
        Date: Tue, 3 Nov 2026 10:04:06 +0100
        Content-Type: multipart/report; report-type=delivery-status; boundary="_000_x"
        Message-ID: <a2@exchange.acme.example>
        Subject: Undeliverable: Your order

        --_000_x
        Content-Type: text/plain

        Delivery has failed to these recipients or groups.

        --_000_x
        Content-Type: message/delivery-status

        Reporting-MTA: dns;exchange.acme.example
        Arrival-Date: Tue, 3 Nov 2026 09:04:05 +0000

        Original-Recipient: rfc822;full@example.net
        Final-Recipient: rfc822;full@example.net
        Action: failed
        Status: 5.0.0
        Diagnostic-Code: smtp;550 5.0.350 Remote server returned an error -> 552-5.2.2 The email account that you tried to reach is over quota.
        Remote-MTA: dns;mx.example.net

        --_000_x
        Content-Type: text/rfc822-headers; charset="us-ascii"

        From: Acme <hello@acme.example>
        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>

        --_000_x--
        """;

    public const string RestrictedSender = """
        MIME-Version: 1.0
        From: postmaster@contoso.example
        To: bounces@acme.example
        Date: Tue, 3 Nov 2026 09:04:06 +0000
        Content-Type: multipart/report; report-type=delivery-status; boundary=b
        Message-ID: <a3@contoso.example>
        Subject: Undeliverable: Your order

        --b
        Content-Type: text/plain

        Your message wasn't delivered.

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns;EX01.contoso.example

        Final-Recipient: rfc822;team@contoso.example
        Action: failed
        Status: 5.7.1
        Diagnostic-Code: smtp;550 5.7.1 RESOLVER.RST.AuthRequired; authentication required [Stage: CreateMessage]

        --b
        Content-Type: message/rfc822

        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>

        --b--
        """;

    public const string MailboxFull = """
        MIME-Version: 1.0
        From: postmaster@contoso.example
        To: bounces@acme.example
        Date: Tue, 3 Nov 2026 09:04:06 +0000
        Content-Type: multipart/report; report-type=delivery-status; boundary=b
        Message-ID: <a4@contoso.example>
        Subject: Undeliverable: Your order

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns;EX01.contoso.example

        Final-Recipient: rfc822;full@contoso.example
        Action: failed
        Status: 5.2.2
        Diagnostic-Code: smtp;554 5.2.2 mailbox full;
         STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded;
         Failed to process message due to a permanent exception with message Cannot open mailbox.

        --b
        Content-Type: message/rfc822

        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>

        --b--
        """;

    public const string OutlookComBlocked = """
        MIME-Version: 1.0
        From: MAILER-DAEMON@relay.acme.example
        To: bounces@acme.example
        Date: Tue, 3 Nov 2026 09:04:06 +0000
        Content-Type: multipart/report; report-type=delivery-status; boundary=b
        Subject: Undelivered Mail Returned to Sender

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.acme.example

        Final-Recipient: rfc822; jane@outlook.example
        Action: failed
        Status: 5.7.1
        Remote-MTA: dns; outlook-example.olc.protection.outlook.example
        Diagnostic-Code: smtp; 550 5.7.1 Unfortunately, messages from [203.0.113.9]
            weren't sent. Please contact your Internet service provider since part of
            their network is on our block list (S3150).

        --b
        Content-Type: text/rfc822-headers

        Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@acme.example>

        --b--
        """;
}
