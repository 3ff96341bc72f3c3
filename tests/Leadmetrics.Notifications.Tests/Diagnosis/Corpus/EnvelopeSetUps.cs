using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Diagnosis.Corpus;

/// <summary>Envelopes that are refused, where the verification is asked to try one.</summary>
internal static class EnvelopeSetUps
{
    private const string Host = "smtp.example.com";
    private const string Anonymous = """{"user":null,"pass":null}""";
    private static readonly VerificationOptions Sender = new() { TriesSender = true };
    private static readonly VerificationOptions Recipient = new() { TriesSender = true, Recipient = new EmailAddress("joe@example.net") };

    public static IReadOnlyList<SetUp> All { get; } =
    [
        Mail("the sender is not the account's (Postfix)", "553 5.7.1 <jane@example.com>: Sender address rejected: not owned by user joe@example.com", FailureKind.SenderRejected, "sender-not-allowed"),
        Mail("the sender is not the account's (Exchange)", "554 5.2.252 SendAsDenied; joe@example.com not allowed to send as jane@example.com", FailureKind.SenderRejected, "sender-not-allowed"),
        Mail("the sender is not the account's (a bare 553)", "553 Sender is not allowed", FailureKind.SenderRejected, "sender-not-allowed"),
        Mail("the sender is not verified (SES)", "554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: jane@example.com", FailureKind.SenderRejected, "sender-not-verified"),
        Mail("the sender is not verified (SendGrid)", "550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.", FailureKind.SenderRejected, "sender-not-verified"),
        Mail("the sender's domain does not exist", "450 4.1.8 <jane@example.com>: Sender address rejected: Domain not found", FailureKind.SenderRejected, "sender-domain-unknown"),
        Mail("authentication is required", "530 5.7.0 Authentication required", FailureKind.Authentication, "authentication-required", Anonymous),
        Mail("authentication is required (Microsoft)", "530 5.7.57 Client not authenticated to send mail. [AM0PR02CA0001.eurprd02.prod.outlook.com]", FailureKind.Authentication, "authentication-required", Anonymous),
        Mail("the account's daily limit", "550 5.4.5 Daily user sending limit exceeded.", FailureKind.Throttled, "provider-limit-reached"),
        Mail("the account's rate", "454 Throttling failure: Maximum sending rate exceeded.", FailureKind.Throttled, "provider-limit-reached"),
        Mail("SPF and DKIM are missing (Gmail)", "550 5.7.26 Your email has been blocked because the sender is unauthenticated.", FailureKind.SenderNotAuthenticated, "sender-not-authenticated"),
        Mail("SPF and DKIM are missing (Outlook)", "550 5.7.515 Access denied, sending domain EXAMPLE.COM does not meet the required authentication level.", FailureKind.SenderNotAuthenticated, "sender-not-authenticated"),
        Mail("TLS is demanded at MAIL", "530 5.7.0 Must issue a STARTTLS command first", FailureKind.Tls, "encryption-required"),
        Rcpt("relaying denied (Postfix)", "554 5.7.1 <joe@example.net>: Relay access denied", FailureKind.RecipientRejected, "relaying-denied", Anonymous),
        Rcpt("relaying denied (Exim)", "550 relay not permitted", FailureKind.RecipientRejected, "relaying-denied", Anonymous),
        Rcpt("relaying denied (Exchange)", "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", FailureKind.RecipientRejected, "relaying-denied", Anonymous),
        Rcpt("greylisting (Postgrey)", "450 4.2.0 <joe@example.net>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/example.net.html", FailureKind.RecipientRejected, "greylisted"),
        Rcpt("greylisting (milter-greylist)", "451 4.7.1 Greylisting in action, please come back in 00:05:00", FailureKind.RecipientRejected, "greylisted"),
        Rcpt("our address on a blocklist, told at RCPT", "554 5.7.1 Service unavailable; Client host [203.0.113.9] blocked using zen.spamhaus.org", FailureKind.RecipientRejected, "ip-blocklisted", Anonymous),
        Rcpt("the EHLO name, told at RCPT", "504 5.5.2 <build-7>: Helo command rejected: need fully-qualified hostname", FailureKind.RecipientRejected, "ehlo-name-refused", Anonymous),
        Rcpt("a reverse name is wanted, told at RCPT", "550 5.7.25 Client host rejected: cannot find your reverse hostname", FailureKind.SenderNotAuthenticated, "reverse-dns-missing", Anonymous),
        Rcpt("nobody of that name", "550 5.1.1 <joe@example.net>: Recipient address rejected: User unknown", FailureKind.RecipientRejected, "recipient-unknown"),
        Rcpt("a full mailbox", "452 4.2.2 The email account that you tried to reach is over quota", FailureKind.RecipientRejected, "mailbox-full"),
        Rcpt("a sandbox", "550 5.7.1 You can only send testing emails to your own email address, verify a domain", FailureKind.RecipientRejected, "recipient-not-verified"),
    ];

    private static SetUp Mail(string name, string reply, FailureKind kind, string remedy, string settings = "{}") => At(SmtpPoint.Mail, name, reply, kind, remedy, settings, Sender);

    private static SetUp Rcpt(string name, string reply, FailureKind kind, string remedy, string settings = "{}") => At(SmtpPoint.Rcpt(), name, reply, kind, remedy, settings, Recipient);

    private static SetUp At(SmtpPoint point, string name, string reply, FailureKind kind, string remedy, string settings, VerificationOptions options) =>
        new(name, Host, 587, VerificationStage.Sender, kind, remedy)
        {
            Settings = settings,
            Options = options,
            Build = street => street.Smtp(587, ScriptedTls.StartTls, server =>
            {
                server.Capabilities.Auth.Add("PLAIN");
                server.AcceptAnyCredentials = true;
            }).At(point, SmtpFault.Reply(reply)),
        };
}
