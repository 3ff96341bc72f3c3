using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Providers.Smtp.Remedying;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

/// <summary>What servers really answer, by phase, and what is made of it.</summary>
public sealed class SmtpReplyClassifierTests
{
    private static readonly SmtpAccountHint Account = new("mail.example.com", 587, SmtpTlsMode.StartTls);

    public static TheoryData<SmtpPhase, string, FailureKind, SendOutcome, int?> Replies => new()
    {
        // The words come before the digit.
        { SmtpPhase.Replied, "550 5.7.0 too many e-mails per second", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "550 Rate limit exceeded", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Mail, "450 4.7.1 Rate limit reached, retry in 90 seconds", FailureKind.Throttled, SendOutcome.Deferred, 90 },
        { SmtpPhase.Rcpt, "451 4.7.0 Too many messages, try again in 5 minutes", FailureKind.Throttled, SendOutcome.Deferred, 300 },
        { SmtpPhase.Mail, "550 5.7.1 Rate limit reached, wait 2 hours", FailureKind.Throttled, SendOutcome.Deferred, 7200 },

        // Out of order: never a refusal.
        { SmtpPhase.Rcpt, "503 5.5.1 Error: need MAIL command", FailureKind.Protocol, SendOutcome.Deferred, null },
        { SmtpPhase.Mail, "503 5.5.4 Error: send AUTH command first", FailureKind.Authentication, SendOutcome.Deferred, null },

        // Gmail
        { SmtpPhase.Auth, "535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials 5b1f17b1804b1-42cbbb1 - gsmtp", FailureKind.Authentication, SendOutcome.Rejected, null },
        { SmtpPhase.Auth, "534-5.7.9 Application-specific password required. For more information, go to\n534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor - gsmtp", FailureKind.Authentication, SendOutcome.Rejected, null },
        { SmtpPhase.Auth, "534-5.7.14 <https://accounts.google.com/signin/continue> Please log in via your web browser\n534 5.7.14 and then try again. - gsmtp", FailureKind.Authentication, SendOutcome.Rejected, null },
        { SmtpPhase.Auth, "454 4.7.0 Too many login attempts, please try again later. - gsmtp", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Auth, "454 4.7.0 Cannot authenticate due to temporary system problem. Try again later. - gsmtp", FailureKind.Unavailable, SendOutcome.Deferred, null },
        { SmtpPhase.Mail, "530-5.7.0 Authentication Required. For more information, go to\n530 5.7.0  https://support.google.com/mail/?p=WantAuthError - gsmtp", FailureKind.Authentication, SendOutcome.Rejected, null },
        { SmtpPhase.Mail, "530 5.7.0 Must issue a STARTTLS command first. - gsmtp", FailureKind.Tls, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "550-5.4.5 Daily user sending limit exceeded. For more information on Gmail\n550-5.4.5 sending limits go to\n550 5.4.5  https://support.google.com/a/answer/166852 - gsmtp", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating\n421 4.7.28 from your IP address. - gsmtp", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "421-4.7.0 [192.0.2.1] Our system has detected an unusual rate\n421-4.7.0 of unsolicited mail. Mail sent from your IP address has been temporarily rate\n421 4.7.0 limited. - gsmtp", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "421 4.7.0 Temporary System Problem.  Try again later (WS). - gsmtp", FailureKind.Unavailable, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "550-5.7.26 This mail has been blocked because the sender is unauthenticated.\n550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.\n550 5.7.26 - gsmtp", FailureKind.SenderNotAuthenticated, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "552-5.7.0 This message was blocked because its content presents a potential\n552 5.7.0 security issue. - gsmtp", FailureKind.MessageRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "552-5.2.3 Your message exceeded Google's message size limits. Please visit\n552 5.2.3 https://support.google.com/mail/?p=MaxSizeError - gsmtp", FailureKind.TooLarge, SendOutcome.Rejected, null },
        { SmtpPhase.Rcpt, "550-5.1.1 The email account that you tried to reach does not exist. Please try\n550 5.1.1 double-checking the recipient's email address - gsmtp", FailureKind.RecipientRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Rcpt, "452-4.2.2 The recipient's inbox is out of storage space.\n452 4.2.2 https://support.google.com/mail/?p=OverQuotaTemp - gsmtp", FailureKind.RecipientRejected, SendOutcome.Deferred, null },
        { SmtpPhase.Rcpt, "452-4.5.3 Your message has too many recipients. For more information regarding\n452 4.5.3 Google's sending limits - gsmtp", FailureKind.RecipientRejected, SendOutcome.Deferred, null },

        // Microsoft 365
        { SmtpPhase.Auth, "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled", FailureKind.Authentication, SendOutcome.Rejected, null },
        { SmtpPhase.Auth, "535 5.7.3 Authentication unsuccessful [AM6PR0202CA0051.eurprd02.prod.outlook.com]", FailureKind.Authentication, SendOutcome.Rejected, null },
        { SmtpPhase.Auth, "550 5.7.30 Basic authentication is not supported for Client Submission.", FailureKind.Authentication, SendOutcome.Rejected, null },
        { SmtpPhase.Auth, "451 4.7.0 Temporary server error. Please try again later. PRX4", FailureKind.Unavailable, SendOutcome.Deferred, null },
        { SmtpPhase.Mail, "530 5.7.57 Client not authenticated to send mail. Error: 535 5.7.139 Authentication unsuccessful", FailureKind.Authentication, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information.", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "554 5.2.252 SendAsDenied; jane@contoso.com not allowed to send as other@contoso.com", FailureKind.SenderRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "550 5.7.60 SMTP; Client does not have permissions to send as this sender", FailureKind.SenderRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "550 5.7.515 Access denied, sending domain example.com does not meet the required authentication level.", FailureKind.SenderNotAuthenticated, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "550 5.7.509 Access denied, sending domain example.com does not pass DMARC verification", FailureKind.SenderNotAuthenticated, SendOutcome.Rejected, null },
        { SmtpPhase.Mail, "451 4.7.500 Server busy. Please try again later from [192.0.2.1].", FailureKind.Unavailable, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "552 5.3.4 Message size exceeds fixed maximum message size", FailureKind.TooLarge, SendOutcome.Rejected, null },

        // Postfix
        { SmtpPhase.Rcpt, "450 4.2.0 <b@example.net>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/example.net.html", FailureKind.RecipientRejected, SendOutcome.Deferred, null },
        { SmtpPhase.Rcpt, "451 4.7.1 Greylisting in action, please come back in 00:04:59. Try again after 300 seconds", FailureKind.RecipientRejected, SendOutcome.Deferred, 300 },
        { SmtpPhase.Rcpt, "554 5.7.1 <b@example.net>: Relay access denied", FailureKind.RecipientRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Rcpt, "553 5.7.1 <a@example.net>: Sender address rejected: not owned by user jane", FailureKind.SenderRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Rcpt, "550 5.1.1 <b@example.net>: Recipient address rejected: User unknown in local recipient table", FailureKind.RecipientRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Mail, "450 4.7.1 Error: too much mail from 192.0.2.1", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Rcpt, "450 4.7.1 Error: too many recipients from 192.0.2.1", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Greeting, "421 4.7.0 mail.example.net Error: too many connections from 192.0.2.1", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Mail, "552 5.3.4 Message size exceeds fixed limit", FailureKind.TooLarge, SendOutcome.Rejected, null },
        { SmtpPhase.Mail, "452 4.3.1 Insufficient system storage", FailureKind.Unavailable, SendOutcome.Deferred, null },
        { SmtpPhase.Greeting, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", FailureKind.Unavailable, SendOutcome.Rejected, null },
        { SmtpPhase.Ehlo, "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname", FailureKind.Unavailable, SendOutcome.Rejected, null },
        { SmtpPhase.Tls, "454 4.7.0 TLS not available due to local problem", FailureKind.Tls, SendOutcome.Deferred, null },
        { SmtpPhase.Auth, "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6", FailureKind.Authentication, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "554 5.7.1 Spam message rejected", FailureKind.MessageRejected, SendOutcome.Rejected, null },

        // Exim and cPanel
        { SmtpPhase.Replied, "550 Domain example.com has exceeded the max emails per hour (150/100 (150%)) allowed.  Message discarded.", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "550 Domain example.com has exceeded the max defers and failures per hour (5/5 (38%)) allowed. Message discarded.", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Rcpt, "550 relay not permitted, authentication required", FailureKind.RecipientRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Mail, "552 Message size exceeds maximum permitted", FailureKind.TooLarge, SendOutcome.Rejected, null },
        { SmtpPhase.Auth, "535 Incorrect authentication data", FailureKind.Authentication, SendOutcome.Rejected, null },
        { SmtpPhase.Rcpt, "451 Temporary local problem - please try later", FailureKind.RecipientRejected, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "554 Message exceeded the maximum length of a line", FailureKind.MessageRejected, SendOutcome.Rejected, null },

        // Amazon SES
        { SmtpPhase.Replied, "454 Throttling failure: Maximum sending rate exceeded.", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "454 Throttling failure: Daily message quota exceeded.", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: a@example.com", FailureKind.SenderRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Auth, "535 Authentication Credentials Invalid", FailureKind.Authentication, SendOutcome.Rejected, null },
        { SmtpPhase.Mail, "530 Authentication required", FailureKind.Authentication, SendOutcome.Rejected, null },

        // SendGrid
        { SmtpPhase.Auth, "535 Authentication failed: The provided authorization grant is invalid, expired, or revoked", FailureKind.Authentication, SendOutcome.Rejected, null },
        { SmtpPhase.Auth, "451 Authentication failed: Maximum credits exceeded", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Mail, "550 Unauthenticated senders not allowed", FailureKind.SenderRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.", FailureKind.SenderRejected, SendOutcome.Rejected, null },

        { SmtpPhase.Replied, "554 Message rejected: Sending suspended for this account. For more information, please check the inbox of the email address associated with your AWS account.", FailureKind.SenderRejected, SendOutcome.Rejected, null },

        // Gmail, further
        { SmtpPhase.Rcpt, "450-4.2.1 The user you are trying to contact is receiving mail at a rate that\n450 4.2.1 prevents additional messages from being delivered. - gsmtp", FailureKind.RecipientRejected, SendOutcome.Deferred, null },
        { SmtpPhase.Rcpt, "550-5.2.1 The user you are trying to contact is receiving mail at a rate that\n550 5.2.1 prevents additional messages from being delivered. - gsmtp", FailureKind.RecipientRejected, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "550-5.7.29 Gmail requires all bulk email senders to use TLS/SSL for SMTP\n550 5.7.29 connections. - gsmtp", FailureKind.Tls, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "550-5.7.40 The mail has been rejected because the sending domain has no DMARC\n550 5.7.40 record. - gsmtp", FailureKind.SenderNotAuthenticated, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "421-4.7.32 Your email has been rate limited because the From: header isn't aligned\n421 4.7.32 with either the SPF or DKIM organizational domain. - gsmtp", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Rcpt, "550-5.7.1 Daily SMTP relay sending limit exceeded for user.\n550 5.7.1 https://support.google.com/a/answer/6140680 - gsmtp", FailureKind.Throttled, SendOutcome.Deferred, null },

        // Microsoft, further
        { SmtpPhase.Replied, "421 4.4.2 Message submission rate for this client has exceeded the configured limit", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Mail, "451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation.", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Mail, "451 4.7.652 The mail server [192.0.2.1] has exceeded the maximum number of connections.", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "550 5.7.705 Access denied, tenant has exceeded threshold", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit for sending email to external recipients", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "550 5.1.8 Access denied, bad outbound sender AS(42004)", FailureKind.SenderRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "550 5.7.501 Access denied, spam abuse detected", FailureKind.SenderRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP", FailureKind.SenderRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Rcpt, "550 5.4.1 Recipient address rejected: Access denied", FailureKind.RecipientRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Rcpt, "452 4.5.3 Too many recipients (AS780090)", FailureKind.RecipientRejected, SendOutcome.Deferred, null },
        { SmtpPhase.Mail, "452 4.3.1 Insufficient system resources (UsedDiskSpace)", FailureKind.Unavailable, SendOutcome.Deferred, null },

        // Yahoo
        { SmtpPhase.Auth, "535 5.7.0 (#AUTH005) Too many bad auth attempts.", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Auth, "535 5.7.0 (#MBR1212) Incorrect username or password.", FailureKind.Authentication, SendOutcome.Rejected, null },
        { SmtpPhase.Mail, "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "550 5.7.1 From address not verified - see https://help.yahoo.com/kb/SLN3439.html", FailureKind.SenderRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "554 5.7.9 Message not accepted for policy reasons. See https://senders.yahooinc.com/smtp-error-codes", FailureKind.MessageRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "554 5.7.9 Message not accepted for policy reasons. DMARC policy of the sending domain", FailureKind.SenderNotAuthenticated, SendOutcome.Rejected, null },

        // Zoho
        { SmtpPhase.Auth, "535 Authentication Failed", FailureKind.Authentication, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "550 5.4.6 Unusual sending activity detected. Please try after sometime", FailureKind.Throttled, SendOutcome.Deferred, null },
        { SmtpPhase.Mail, "553 Relaying disallowed as other@example.com", FailureKind.SenderRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Rcpt, "553 Relaying disallowed as other@example.com", FailureKind.SenderRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "553 Sender is not allowed to relay emails", FailureKind.SenderRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "550 5.1.8 Email Outgoing Blocked", FailureKind.SenderRejected, SendOutcome.Rejected, null },

        // How long to wait
        { SmtpPhase.Rcpt, "451 4.7.1 Greylisting in action, please come back in 00:04:59", FailureKind.RecipientRejected, SendOutcome.Deferred, 299 },
        { SmtpPhase.Rcpt, "450 4.7.1 Greylisted, try again in 90s", FailureKind.RecipientRejected, SendOutcome.Deferred, 90 },
        { SmtpPhase.Mail, "451 Try again in one hour", FailureKind.Unavailable, SendOutcome.Deferred, 3600 },
        { SmtpPhase.Mail, "451 Hourly limit reached, try again in an hour", FailureKind.Throttled, SendOutcome.Deferred, 3600 },
        { SmtpPhase.Replied, "451 Please try again in 15 min", FailureKind.Unavailable, SendOutcome.Deferred, 900 },
        { SmtpPhase.Replied, "450 Daily quota reached, wait 3 days", FailureKind.Throttled, SendOutcome.Deferred, 86400 },
        { SmtpPhase.Replied, "451 4.3.0 Try again in 0 seconds", FailureKind.Unavailable, SendOutcome.Deferred, null },
        { SmtpPhase.Replied, "550 Too many messages: 20 emails per second is the most", FailureKind.Throttled, SendOutcome.Deferred, null },

        // Too many recipients of one transaction: those that were too many may come in another.
        { SmtpPhase.Rcpt, "552 5.5.3 Too many recipients", FailureKind.RecipientRejected, SendOutcome.Deferred, null },
        { SmtpPhase.Rcpt, "552 too many recipients", FailureKind.RecipientRejected, SendOutcome.Deferred, null },
        { SmtpPhase.Rcpt, "552 Requested mail action aborted: exceeded storage allocation", FailureKind.RecipientRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "550 5.5.3 RESOLVER.ADR.RecipLimit; too many recipients", FailureKind.MessageRejected, SendOutcome.Rejected, null },

        // Sizes
        { SmtpPhase.Replied, "554 5.6.0 Message too large", FailureKind.TooLarge, SendOutcome.Rejected, null },
        { SmtpPhase.Data, "550 Maximum message size exceeded", FailureKind.TooLarge, SendOutcome.Rejected, null },

        // Anybody
        { SmtpPhase.Mail, "421 Service not available, closing transmission channel", FailureKind.Unavailable, SendOutcome.Deferred, null },
        { SmtpPhase.Mail, "501 5.1.7 Bad sender address syntax", FailureKind.SenderRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Data, "554 5.5.1 Error: no valid recipients", FailureKind.MessageRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "451 4.3.0 Error: queue file write error", FailureKind.Unavailable, SendOutcome.Deferred, null },
        { SmtpPhase.Rcpt, "552 5.2.2 Mailbox full", FailureKind.RecipientRejected, SendOutcome.Rejected, null },
        { SmtpPhase.Replied, "550 5.7.1 Try again in 30 minutes, or never", FailureKind.MessageRejected, SendOutcome.Rejected, null },
    };

    [Theory]
    [MemberData(nameof(Replies))]
    public void A_reply_at_its_phase_is_of_this_kind_and_outcome(SmtpPhase phase, string reply, FailureKind kind, SendOutcome outcome, int? retryAfter)
    {
        var verdict = SmtpReplyClassifier.Classify(Read(reply), phase);

        Assert.Equal((kind, outcome, retryAfter), (verdict.Kind, verdict.Outcome, (int?)verdict.RetryAfter?.TotalSeconds));
    }

    [Theory]
    [MemberData(nameof(Replies))]
    public void The_failure_made_of_a_reply_carries_it_and_quotes_it_bounded(SmtpPhase phase, string reply, FailureKind kind, SendOutcome outcome, int? retryAfter)
    {
        var failure = SmtpFailureMapper.FromReply(Read(reply), phase, Account);

        Assert.Equal((kind, outcome, outcome == SendOutcome.Deferred), (failure.Kind, failure.Outcome, failure.IsTransient));
        Assert.Equal(int.Parse(reply[..3], System.Globalization.CultureInfo.InvariantCulture), failure.Response!.Code);
        Assert.True(failure.Response.Text.Length <= 200);
        Assert.Equal(retryAfter is not null, failure.RetryAfter is not null);
    }

    [Fact]
    public void A_servers_text_is_printable_and_at_most_200_characters()
    {
        var failure = SmtpFailureMapper.FromReply(new SmtpReply(550, "a\u0007b\u202Ec\t\td" + new string('x', 300)), SmtpPhase.Replied, Account);

        Assert.StartsWith("a b c d", failure.Response!.Text, StringComparison.Ordinal);
        Assert.Equal(200, failure.Response.Text.Length);
    }

    private static SmtpReply Read(string reply)
    {
        var lines = reply.Split('\n');
        return new SmtpReply(int.Parse(lines[0][..3], System.Globalization.CultureInfo.InvariantCulture), [.. lines.Select(line => line[4..])]);
    }
}
