using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Diagnosis.Corpus;

/// <summary>Servers that do not greet, greet as something else, or do not let us in.</summary>
internal static class GreetingSetUps
{
    private const string Host = "smtp.example.com";

    public static IReadOnlyList<SetUp> All { get; } =
    [
        Silent("says nothing", Host, 587, "server-silent", server => server.At(SmtpPoint.Greeting, SmtpFault.Silence)),
        Silent("says nothing inside TLS", Host, 465, "server-silent", server => server.At(SmtpPoint.Greeting, SmtpFault.Silence), ScriptedTls.Implicit) with { Settings = """{"secure":true}""" },
        new("says nothing, 465 is there", Host, 587, VerificationStage.Greeting, FailureKind.Timeout, "use-port-465")
        {
            Build = street =>
            {
                street.Smtp(587, ScriptedTls.StartTls).At(SmtpPoint.Greeting, SmtpFault.Silence);
                street.Smtp(465, ScriptedTls.Implicit);
            },
        },
        new("hangs up without a word", Host, 587, VerificationStage.Greeting, FailureKind.Unavailable, "hung-up-at-greeting") { Build = street => street.Smtp(587, ScriptedTls.StartTls).At(SmtpPoint.Connected, SmtpFault.Close) },
        new("a byte a second", Host, 587, VerificationStage.Greeting, FailureKind.Timeout, "server-too-slow") { Build = street => Dripping.Open(street, 587, "220 smtp.example.com ESMTP and a long text that never comes to its end\r\n") },
        new("a byte a second, and no SMTP", Host, 25, VerificationStage.Greeting, FailureKind.Timeout, "server-too-slow") { Build = street => Dripping.Open(street, 25, "HTTP/1.1 400 Bad Request and more of it\r\n") },
        Silent("EHLO is not answered", Host, 587, "server-too-slow", server => server.At(SmtpPoint.Ehlo, SmtpFault.Silence)) with { Stage = VerificationStage.Ehlo },
        Strange("an IMAP server", 587, "S: * OK [CAPABILITY IMAP4rev1] Dovecot ready.", "mail-reading-server"),
        Strange("a POP3 server", 25, "S: +OK POP3 ready <1896.697170952@example.com>", "mail-reading-server"),
        Strange("an SSH server", 2525, "S: SSH-2.0-OpenSSH_9.2p1 Debian-2", "not-an-smtp-server"),
        Strange("an HTTP server that speaks first", 587, "S: HTTP/1.1 400 Bad Request", "not-an-smtp-server"),
        Strange("a database", 587, "S: J\u0000\u0000\u00008.0.35", "not-an-smtp-server"),
        new("an HTTP server that waits", Host, 8080, VerificationStage.Greeting, FailureKind.Protocol, "not-an-smtp-server") { Build = street => street.Raw(8080, "C: EHLO *\nS: HTTP/1.1 400 Bad Request\nCLOSE") },
        new("an HTTPS server", Host, 8443, VerificationStage.Greeting, FailureKind.Protocol, "not-an-smtp-server") { Build = street => street.Smtp(8443, ScriptedTls.Implicit).At(SmtpPoint.Greeting, SmtpFault.ReplyBytes("HTTP/1.1 400 Bad Request\r\n"u8)) },
        new("IMAP inside TLS", "imap.example.com", 993, VerificationStage.Greeting, FailureKind.Protocol, "mail-reading-server") { Settings = """{"secure":true}""", Build = street => street.Smtp(993, ScriptedTls.Implicit).At(SmtpPoint.Greeting, SmtpFault.ReplyBytes("* OK IMAP4rev1 ready\r\n"u8)) },
        new("IMAP inside TLS, set to STARTTLS", "imap.example.com", 993, VerificationStage.Greeting, FailureKind.Protocol, "mail-reading-server") { Build = street => street.Smtp(993, ScriptedTls.Implicit).At(SmtpPoint.Greeting, SmtpFault.ReplyBytes("* OK IMAP4rev1 ready\r\n"u8)) },
        new("an FTP server", Host, 2525, VerificationStage.Ehlo, FailureKind.Protocol, "not-an-smtp-server") { Build = street => street.Raw(2525, "S: 220 (vsFTPd 3.0.3)\nC: EHLO *\nS: 530 Please login with USER and PASS.") },
        new("a news server", Host, 2525, VerificationStage.Greeting, FailureKind.Protocol, "not-an-smtp-server") { Build = street => street.Raw(2525, "S: 200 news.example.com InterNetNews NNRP server ready") },
        Refused("no SMTP service here", "554 No SMTP service here", "no-mail-service"),
        Refused("takes no mail (RFC 7504)", "521 example.com does not accept mail", "no-mail-service"),
        Refused("Spamhaus", "554 5.7.1 Service unavailable; Client host [203.0.113.9] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/203.0.113.9", "ip-blocklisted"),
        Refused("Barracuda", "554 Service unavailable; Client host blocked using Barracuda Reputation", "ip-blocklisted"),
        Refused("bad reputation", "554-mx1.example.com\n554 Your access to this mail system has been rejected due to the sending MTA's poor reputation.", "ip-blocklisted"),
        Refused("no reverse name", "554 5.7.25 The IP address sending this message does not have a PTR record setup", "reverse-dns-missing"),
        Refused("a dynamic address", "550 5.7.1 Dynamic IP addresses may not send directly, use your provider's server", "reverse-dns-missing"),
        Refused("access denied", "554 5.7.1 Access denied", "session-refused"),
        Refused("too many connections", "421 4.7.0 Too many connections from your host", "server-busy", FailureKind.Throttled),
        Refused("too many concurrent ones", "554 Too many concurrent SMTP connections; please try again later.", "server-busy", FailureKind.Throttled),
        Refused("busy", "421 smtp.example.com Service not available, closing transmission channel", "server-busy"),
        Ehlo("the code changes inside a reply", "250-smtp.example.com\n550 no", "protocol-broken", FailureKind.Protocol),
        new("cut behind EHLO", Host, 587, VerificationStage.Ehlo, FailureKind.Unavailable, "connection-cut") { Build = street => street.Smtp(587, ScriptedTls.StartTls).At(SmtpPoint.Ehlo, SmtpFault.Close) },
        new("something is injected behind STARTTLS", Host, 587, VerificationStage.Tls, FailureKind.Protocol, "protocol-broken") { Build = street => street.Smtp(587, ScriptedTls.StartTls).At(SmtpPoint.StartTls, SmtpFault.InjectAfterStartTls("250 AUTH PLAIN\r\n")) },
        Ehlo("the EHLO name is refused (Postfix)", "504 5.5.2 <build-7>: Helo command rejected: need fully-qualified hostname", "ehlo-name-refused"),
        Ehlo("the EHLO name is refused (Exim)", "550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)", "ehlo-name-refused"),
        Ehlo("the EHLO name is refused without a word", "501 Syntactically invalid argument(s)", "ehlo-name-refused"),
    ];

    private static SetUp Silent(string name, string host, int port, string remedy, Action<ScriptedSmtpServer> fault, ScriptedTls tls = ScriptedTls.StartTls) =>
        new(name, host, port, VerificationStage.Greeting, FailureKind.Timeout, remedy) { Build = street => fault(street.Smtp(port, tls)) };

    private static SetUp Strange(string name, int port, string line, string remedy) =>
        new(name, Host, port, VerificationStage.Greeting, FailureKind.Protocol, remedy) { Build = street => street.Raw(port, line) };

    private static SetUp Refused(string name, string reply, string remedy, FailureKind kind = FailureKind.Unavailable) =>
        new(name, Host, 25, VerificationStage.Greeting, kind, remedy) { Build = street => street.Smtp(25, ScriptedTls.StartTls).At(SmtpPoint.Greeting, SmtpFault.Reply(reply)) };

    private static SetUp Ehlo(string name, string reply, string remedy, FailureKind kind = FailureKind.Unavailable) =>
        new(name, Host, 587, VerificationStage.Ehlo, kind, remedy) { Build = street => street.Smtp(587, ScriptedTls.StartTls).At(SmtpPoint.Ehlo, SmtpFault.Reply(reply)) };
}
