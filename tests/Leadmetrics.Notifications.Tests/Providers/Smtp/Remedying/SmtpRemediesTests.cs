using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Providers.Smtp.Remedying;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp.Remedying;

/// <summary>Real servers' words, and what they come down to. Each row was once read wrongly, or could be.</summary>
public sealed class SmtpRemediesTests
{
    /// <summary>Where, the reply, the remedy, the host.</summary>
    public static TheoryData<SmtpPhase, string, string?, string> Said => new()
    {
        // What an address spells means nothing.
        { SmtpPhase.Rcpt, "550 5.1.1 <info@marble-shop.example>: Recipient address rejected: User unknown", "recipient-unknown", Any },
        { SmtpPhase.Rcpt, "550 5.1.1 <x@barracuda-diving.example>: Recipient address rejected: User unknown", "recipient-unknown", Any },
        { SmtpPhase.Rcpt, "550 5.1.1 <lettings@residential-homes.example>: User unknown", "recipient-unknown", Any },
        { SmtpPhase.Rcpt, "550 hello@sandbox-games.example... User unknown", "recipient-unknown", Any },
        { SmtpPhase.Rcpt, "550 5.1.1 jane (jane@example.net) not listed in Domino Directory", "recipient-unknown", Any },
        { SmtpPhase.Auth, "535 5.7.8 Username and Password not accepted. a640c23a62f3a-4412fa7d2fasm901 - gsmtp", "gmail-credentials", "smtp.gmail.com" },
        { SmtpPhase.Auth, "535 5.7.8 2FA is on, use a password of its own", "app-password-needed", Any },
        { SmtpPhase.Greeting, "554 smtp.barracudanetworks.example ESMTP not accepting connections", "no-mail-service", Any },

        // Authentication is wanted.
        { SmtpPhase.Mail, "553 5.7.1 <jane@example.com>: Sender address rejected: not logged in", "authentication-required", Any },
        { SmtpPhase.Rcpt, "554 5.7.1 <unknown[203.0.113.9]>: Client host rejected: Access denied", "authentication-required", Any },
        { SmtpPhase.Mail, "550 Unauthenticated senders not allowed", "authentication-required", Any },
        { SmtpPhase.Mail, "550 5.7.1 Client was not authenticated", "authentication-required", Any },
        { SmtpPhase.Rcpt, "550-Please turn on SMTP Authentication in your mail client. host.example is not\n550 permitted to relay through this server without authentication.", "authentication-required", Any },
        { SmtpPhase.Rcpt, "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", "relaying-denied", Any },
        { SmtpPhase.Mail, "550 5.7.1 Invalid credentials for relay [203.0.113.9]. The IP address you've registered doesn't match", "relaying-denied", "smtp-relay.gmail.com" },

        // Not greylisting.
        { SmtpPhase.Rcpt, "450 4.7.1 <localhost>: Helo command rejected: Host not found", "ehlo-name-refused", Any },
        { SmtpPhase.Rcpt, "451 4.7.1 Service unavailable - try again later", "server-busy", Any },
        { SmtpPhase.Rcpt, "451 4.7.1 Greylisting in action, please come back later", "greylisted", Any },

        // The sender's side, not the recipient's.
        { SmtpPhase.Rcpt, "550-Verification failed for <jane@example.com>\n550-Previous (cached) callout verification failure\n550 Sender verify failed", "sender-domain-unknown", Any },
        { SmtpPhase.Rcpt, "550-Requested action not taken: mailbox unavailable\n550 Sender address is not allowed.", "sender-not-allowed", Any },
        { SmtpPhase.Mail, "550 5.1.8 Access denied, bad outbound sender", "account-disabled", "smtp.office365.com" },
        { SmtpPhase.Replied, "554 Sending paused for this account. For more information, please check your email.", "account-disabled", "email-smtp.eu-west-1.amazonaws.com" },
        { SmtpPhase.Replied, "554 Access denied: User `arn:aws:iam::1:user/ses' is not authorized to perform `ses:SendRawEmail'", "sender-not-allowed", "email-smtp.eu-west-1.amazonaws.com" },
        { SmtpPhase.Data, "421 Domain mg.example.com is not allowed to send: The domain is unverified and requires DNS configuration.", "sender-not-verified", "smtp.mailgun.org" },

        // Accounts, ways to sign in.
        { SmtpPhase.Auth, "502 5.7.0 Your SMTP account is not yet activated.", "account-disabled", "smtp-relay.brevo.com" },
        { SmtpPhase.Auth, "432 4.3.2 Concurrent connections limit exceeded.", "server-busy", "smtp.office365.com" },
        { SmtpPhase.Auth, "534 5.7.9 Please log in with your web browser and then try again.", "gmail-sign-in-blocked", "smtp.gmail.com" },
        { SmtpPhase.Auth, "535 Please log in with your web browser and make a client password", "app-password-needed", "smtp.hosting.example" },
        { SmtpPhase.Auth, "535 5.7.8 Error: PLAIN authentication mechanism failure: wrong password", "wrong-credentials", Any },
        { SmtpPhase.Auth, "535 Login fail. Please use the authorization code to log in", "app-password-needed", "smtp.qq.example" },
        { SmtpPhase.Auth, "535 5.7.8 Authentication credentials invalid", "wrong-credentials", "ec2-203-0-113-9.compute.amazonaws.com" },
        { SmtpPhase.Auth, "535 5.7.0 (#MBR1212) Incorrect username or password", "app-password-needed", "smtp.bizmail.yahoo.com" },

        // Sessions.
        { SmtpPhase.Ehlo, "550 5.7.1 Access denied by policy, contact your administrator", "session-refused", Any },
        { SmtpPhase.Ehlo, "550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)", "ehlo-name-refused", Any },
        { SmtpPhase.Ehlo, "421-4.7.0 Try again later, closing connection. (EHLO)\n421 4.7.0 x-42 - gsmtp", "ehlo-name-refused", "smtp-relay.gmail.com" },
        { SmtpPhase.Mail, "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.", "ip-blocklisted", "smtp.office365.com" },

        // Messages.
        { SmtpPhase.Replied, "554 5.7.1 Blocked: a URL in this mail is listed in SURBL", "sender-domain-blocklisted", Any },
        { SmtpPhase.Rcpt, "554 5.7.1 Service unavailable; Sender address [jane@example.com] blocked using dbl.spamhaus.org", "sender-domain-blocklisted", Any },
        { SmtpPhase.Replied, "554 Transaction failed: Reject due to policy restrictions.", "message-refused", Any },
        { SmtpPhase.Replied, "554 5.7.9 Message not accepted for policy reasons.", "message-refused", Any },
        { SmtpPhase.Rcpt, "550 5.4.1 Recipient address rejected: Access denied.", "recipient-unknown", Any },
    };

    private const string Any = "smtp.example.com";

    [Theory]
    [MemberData(nameof(Said))]
    public void A_reply_comes_down_to_one_remedy(SmtpPhase phase, string reply, string? remedy, string host)
    {
        var lines = reply.Split('\n');
        var read = new SmtpReply(int.Parse(lines[0][..3], System.Globalization.CultureInfo.InvariantCulture), [.. lines.Select(line => line[4..])]);

        Assert.Equal(remedy, SmtpFailureMapper.FromReply(read, phase, new SmtpAccountHint(host, 587, SmtpTlsMode.StartTls)).Remedy?.Code);
    }

    [Theory]
    [InlineData("jane@outlook.com", "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", false, "outlook-com-oauth-only")]
    [InlineData("jane@example.com", "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", false, "microsoft-basic-auth-off")]
    [InlineData("jane@outlook.com", "535 5.7.3 Authentication unsuccessful", true, "token-refused")]
    [InlineData("jane@example.com", "535 5.7.3 Authentication unsuccessful", true, "microsoft-oauth-permission")]
    public void A_private_mailbox_at_Microsofts_host_is_one_of_Outlook_coms(string user, string reply, bool usesToken, string remedy)
    {
        var credentials = usesToken ? """
            "auth":{"type":"oauth2","accessToken":"x"}
            """ : """
            "pass":"x"
            """;
        var config = SmtpConfig.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"host":"smtp.office365.com","user":"{{user}}",{{credentials}},"fromAddress":"{{user}}"}"""), out _);
        var hint = SmtpAccountHint.Of(config, "smtp.office365.com", SmtpTlsMode.StartTls);

        Assert.Equal(remedy, SmtpFailureMapper.FromReply(new SmtpReply(535, reply[4..]), SmtpPhase.Auth, hint).Remedy!.Code);
    }

    [Theory]
    [InlineData("@")]
    [InlineData("<")]
    [InlineData("a@a.")]
    [InlineData("[a.")]
    [InlineData("a")]
    public async Task A_reply_that_was_written_to_be_slow_to_read_is_read_at_once(string pattern)
    {
        var line = string.Concat(Enumerable.Repeat(pattern, 4000 / pattern.Length));
        var reply = new SmtpReply(550, [.. Enumerable.Repeat(line, 16)]);
        var reading = Task.Run(() => SmtpRemedies.Of(reply, SmtpPhase.Rcpt, FailureKind.RecipientRejected, new SmtpAccountHint(Any, 587, SmtpTlsMode.StartTls)), TestContext.Current.CancellationToken);

        // Quadratic would take minutes; a loaded machine takes some milliseconds.
        await reading.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }
}
