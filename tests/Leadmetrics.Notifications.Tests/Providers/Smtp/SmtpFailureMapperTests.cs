using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Providers.Smtp.Remedying;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

public sealed class SmtpFailureMapperTests
{
    public static TheoryData<string, SmtpException, FailureKind, SendPhase, SendOutcome, string?> Failures => new()
    {
        { "dns", new(SmtpFailure.Dns, SmtpPhase.Connect, "x 192.0.2.77"), FailureKind.Dns, SendPhase.Connect, SendOutcome.Deferred, "host-not-found" },
        { "refused", Dial(SocketError.ConnectionRefused), FailureKind.Connect, SendPhase.Connect, SendOutcome.Deferred, "connection-refused" },
        { "timed out", Dial(SocketError.TimedOut), FailureKind.Connect, SendPhase.Connect, SendOutcome.Deferred, "connection-timed-out" },
        { "unreachable", Dial(SocketError.NetworkUnreachable), FailureKind.Connect, SendPhase.Connect, SendOutcome.Deferred, "host-unreachable" },
        { "another", Dial(SocketError.AccessDenied), FailureKind.Connect, SendPhase.Connect, SendOutcome.Deferred, null },
        { "connect deadline", new(SmtpFailure.Timeout, SmtpPhase.Connect, "x"), FailureKind.Connect, SendPhase.Connect, SendOutcome.Deferred, "connection-timed-out" },
        { "no greeting", new(SmtpFailure.Timeout, SmtpPhase.Greeting, "x"), FailureKind.Timeout, SendPhase.Greeting, SendOutcome.Deferred, "server-silent" },
        { "no answer to MAIL", new(SmtpFailure.Timeout, SmtpPhase.Mail, "x"), FailureKind.Timeout, SendPhase.Mail, SendOutcome.Deferred, "server-too-slow" },
        { "no SMTP", new(SmtpFailure.Protocol, SmtpPhase.Greeting, "x"), FailureKind.Protocol, SendPhase.Greeting, SendOutcome.Deferred, "not-an-smtp-server" },
        { "no STARTTLS", new(SmtpFailure.Tls, SmtpPhase.Tls, "x"), FailureKind.Tls, SendPhase.Tls, SendOutcome.Rejected, "no-tls-offered" },
        { "another name", Tls(SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateChainErrors), FailureKind.Tls, SendPhase.Tls, SendOutcome.Rejected, "certificate-wrong-name" },
        { "untrusted", Tls(SslPolicyErrors.RemoteCertificateChainErrors), FailureKind.Tls, SendPhase.Tls, SendOutcome.Rejected, "certificate-untrusted" },
        { "handshake", Tls(SslPolicyErrors.None), FailureKind.Tls, SendPhase.Tls, SendOutcome.Rejected, "port-speaks-starttls" },
        { "no AUTH", new(SmtpFailure.Authentication, SmtpPhase.Auth, "x"), FailureKind.Authentication, SendPhase.Auth, SendOutcome.Rejected, "no-auth-offered" },
        { "an unproved server", new(SmtpFailure.Authentication, SmtpPhase.Auth, "x") { IsServerUnproven = true }, FailureKind.Authentication, SendPhase.Auth, SendOutcome.Rejected, "server-unproven" },
        { "a password that nothing can carry", new(SmtpFailure.Credentials, SmtpPhase.Auth, "x"), FailureKind.Configuration, SendPhase.Auth, SendOutcome.Rejected, "credentials-not-sendable" },
        { "535", new(SmtpFailure.Authentication, SmtpPhase.Auth, "x", new SmtpReply(535, "5.7.8 No")), FailureKind.Authentication, SendPhase.Auth, SendOutcome.Rejected, "wrong-credentials" },
        { "554 greeting", new(SmtpFailure.Refused, SmtpPhase.Greeting, "x", new SmtpReply(554, "No")), FailureKind.Unavailable, SendPhase.Greeting, SendOutcome.Rejected, "no-mail-service" },
        { "454 to STARTTLS", new(SmtpFailure.Tls, SmtpPhase.Tls, "x", new SmtpReply(454, "4.7.0 TLS not available due to a temporary reason")), FailureKind.Tls, SendPhase.Tls, SendOutcome.Deferred, "starttls-refused" },
        { "354 to RCPT", new(SmtpFailure.Protocol, SmtpPhase.Rcpt, "x", new SmtpReply(354, "Go on")), FailureKind.Protocol, SendPhase.Rcpt, SendOutcome.Deferred, null },
        { "550 out of turn", new(SmtpFailure.Protocol, SmtpPhase.Data, "x", new SmtpReply(550, "No")), FailureKind.Protocol, SendPhase.Data, SendOutcome.Deferred, null },
        { "lost beside a reply", new(SmtpFailure.ConnectionLost, SmtpPhase.Rcpt, "x", new SmtpReply(550, "No")), FailureKind.Unavailable, SendPhase.Rcpt, SendOutcome.Deferred, null },
        { "too large", new(SmtpFailure.TooLarge, SmtpPhase.Mail, "x"), FailureKind.TooLarge, SendPhase.Mail, SendOutcome.Rejected, "message-too-large" },
        { "no SMTPUTF8", new(SmtpFailure.NotSupported, SmtpPhase.Mail, "x"), FailureKind.MessageRejected, SendPhase.Mail, SendOutcome.Rejected, null },
        { "lost in the content", new(SmtpFailure.ConnectionLost, SmtpPhase.Data, "x"), FailureKind.Unavailable, SendPhase.Data, SendOutcome.Deferred, null },
        { "lost after the dot", new(SmtpFailure.ConnectionLost, SmtpPhase.DotSent, "x"), FailureKind.Unavailable, SendPhase.DotSent, SendOutcome.Uncertain, null },
        { "cancelled after the dot", new(SmtpFailure.Cancelled, SmtpPhase.DotSent, "x"), FailureKind.Timeout, SendPhase.DotSent, SendOutcome.Uncertain, null },
        { "half a reply after the dot", new(SmtpFailure.Protocol, SmtpPhase.DotSent, "x"), FailureKind.Protocol, SendPhase.DotSent, SendOutcome.Uncertain, null },
        { "denied", new(SmtpFailure.Connect, SmtpPhase.Connect, "x", innerException: new EgressDeniedException("192.0.2.77 is private")), FailureKind.Blocked, SendPhase.Connect, SendOutcome.Rejected, "blocked-by-policy" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void What_breaks_has_a_kind_a_phase_an_outcome_and_a_remedy_and_names_no_machine(string what, SmtpException broken, FailureKind kind, SendPhase phase, SendOutcome outcome, string? remedy)
    {
        var failure = SmtpFailureMapper.Map(broken, As(SmtpTlsMode.Implicit));

        Assert.Equal((what, kind, phase, outcome, remedy), (what, failure.Kind, failure.Phase, failure.Outcome, failure.Remedy?.Code));
        Assert.DoesNotContain("192.0.2.77", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SmtpFailure.Refused, SmtpPhase.Greeting, "at the greeting")]
    [InlineData(SmtpFailure.Refused, SmtpPhase.Ehlo, "at EHLO")]
    [InlineData(SmtpFailure.Tls, SmtpPhase.Tls, "at TLS")]
    public void What_a_server_says_of_itself_before_authentication_is_kept_for_operators(SmtpFailure failure, SmtpPhase phase, string where)
    {
        var told = SmtpFailureMapper.Map(new SmtpException(failure, phase, "x", new SmtpReply(554, "5.3.2 db7.internal [192.0.2.77] Postfix 3.4 not today")), As(SmtpTlsMode.StartTls));

        Assert.Equal($"The server refused the connection with code 554 ({where}).", told.Message);
        Assert.Equal((554, "5.3.2 db7.internal [192.0.2.77] Postfix 3.4 not today"), (told.Response!.Code, told.Response.Text));
    }

    [Fact]
    public void What_a_server_says_of_an_account_is_told() =>
        Assert.Equal("The server answered 535 5.7.8 Bad password (at authentication).", SmtpFailureMapper.Map(new SmtpException(SmtpFailure.Authentication, SmtpPhase.Auth, "x", new SmtpReply(535, "5.7.8 Bad password")), As(SmtpTlsMode.StartTls)).Message);

    [Fact]
    public void A_reply_out_of_turn_is_kept_for_operators() =>
        Assert.Equal(354, SmtpFailureMapper.Map(new SmtpException(SmtpFailure.Protocol, SmtpPhase.Rcpt, "x", new SmtpReply(354, "Go on")), As(SmtpTlsMode.StartTls)).Response!.Code);

    [Fact]
    public void A_handshake_that_fails_behind_starttls_is_not_told_to_use_starttls() =>
        Assert.Equal("tls-handshake-failed", SmtpFailureMapper.Map(Tls(SslPolicyErrors.None), As(SmtpTlsMode.StartTls)).Remedy!.Code);

    [Fact]
    public void Only_what_was_deferred_is_transient() =>
        Assert.All(Failures, row => Assert.Equal(row.Data.Item5 == SendOutcome.Deferred, SmtpFailureMapper.Map(row.Data.Item2, As(SmtpTlsMode.StartTls)).IsTransient));

    private static SmtpException Dial(SocketError error) => new(SmtpFailure.Connect, SmtpPhase.Connect, "192.0.2.77 refused", innerException: new SocketException((int)error));

    private static SmtpException Tls(SslPolicyErrors errors) => new(SmtpFailure.Tls, SmtpPhase.Tls, "x", innerException: new AuthenticationException()) { CertificateErrors = errors };

    private static SmtpAccountHint As(SmtpTlsMode mode) => new("mail.example.com", 587, mode);
}
