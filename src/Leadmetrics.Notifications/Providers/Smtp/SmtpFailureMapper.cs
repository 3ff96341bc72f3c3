using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Providers.Smtp.Remedying;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>Puts what the engine reports into the words that do not depend on a provider. Pure.</summary>
/// <remarks>Sentences are ours, not the exception's: they reach tenants, so they carry no address of a machine.</remarks>
internal static class SmtpFailureMapper
{
    public static SendPhase Map(SmtpPhase phase) => phase switch
    {
        SmtpPhase.Connect => SendPhase.Connect,
        SmtpPhase.Greeting or SmtpPhase.Ehlo => SendPhase.Greeting,
        SmtpPhase.Tls => SendPhase.Tls,
        SmtpPhase.Auth => SendPhase.Auth,
        SmtpPhase.Mail => SendPhase.Mail,
        SmtpPhase.Rcpt => SendPhase.Rcpt,
        SmtpPhase.Data => SendPhase.Data,
        SmtpPhase.DotSent => SendPhase.DotSent,
        _ => SendPhase.Replied,
    };

    public static ServerResponse? Map(SmtpReply? reply) =>
        reply is null ? null : new ServerResponse(reply.Code, Word(reply.EnhancedCode), ServerText.Sanitize(reply.Text));

    // The one that nearly every message ends with is not made anew.
    private static string? Word(EnhancedStatusCode? code) => code is { Class: 2, Subject: 0, Detail: 0 } ? "2.0.0" : code?.ToString();

    public static EmailFailure Blocked() => Failure(FailureKind.Blocked, SmtpPhase.Connect, SendOutcome.Rejected, "The host may not be called from here.", Remedies.BlockedByPolicy);

    /// <summary>The facts of what stopped a send between two of its transactions, on our side.</summary>
    public static EmailFailure Interrupted(FailureKind kind, string sentence) => Failure(kind, SmtpPhase.Data, SendOutcome.Deferred, sentence, null);

    /// <summary>The facts of what broke a dialogue of an account.</summary>
    public static EmailFailure Map(SmtpException broken, SmtpAccountHint account)
    {
        if (Find<EgressDeniedException>(broken) is not null) return Blocked();
        if (broken is { Failure: SmtpFailure.Token, InnerException: TokenException tokens }) return tokens.Failure;
        if (broken.IsUncertain) return Uncertain(broken);

        // Any other reply came where it had no place, or beside what broke: its code says nothing of the mail.
        if (broken is { Reply: { } reply, Failure: SmtpFailure.Refused or SmtpFailure.Authentication or SmtpFailure.Tls }) return FromReply(reply, broken.Phase, account);
        return broken.Failure switch
        {
            SmtpFailure.Dns when IsTemporary(broken) => Failure(FailureKind.Dns, broken.Phase, SendOutcome.Deferred, "The host name could not be looked up.", Remedies.DnsUnavailable),
            SmtpFailure.Dns => Failure(FailureKind.Dns, broken.Phase, SendOutcome.Deferred, "The host name does not resolve.", Remedies.HostNotFound),
            SmtpFailure.Connect => Connect(broken, account),
            SmtpFailure.Tls => Tls(broken, account.TlsMode),
            SmtpFailure.Authentication when broken.IsServerUnproven => Failure(FailureKind.Authentication, broken.Phase, SendOutcome.Rejected, "The server could not prove that it knows the password (SCRAM-SHA-256), so it may not be the server it seems to be.", Remedies.ServerUnproven),
            SmtpFailure.Authentication => Failure(FailureKind.Authentication, broken.Phase, SendOutcome.Rejected, "The server offers no way to authenticate that we may use.", WithoutMechanism(broken, account)),
            SmtpFailure.Credentials => Failure(FailureKind.Configuration, broken.Phase, SendOutcome.Rejected, "The user name, the password or the token holds a character that no way to authenticate which the server offers can carry.", Remedies.CredentialsNotSendable),
            SmtpFailure.Timeout when broken.Phase == SmtpPhase.Connect => Failure(FailureKind.Connect, broken.Phase, SendOutcome.Deferred, "The connection timed out.", Silence(account)),
            SmtpFailure.Timeout => Failure(FailureKind.Timeout, broken.Phase, SendOutcome.Deferred, $"The server did not answer in time ({Word(broken.Phase)}).", TimeoutRemedy(broken.Phase, account.TlsMode)),
            SmtpFailure.Protocol => Failure(FailureKind.Protocol, broken.Phase, SendOutcome.Deferred, $"The server broke the protocol ({Word(broken.Phase)}).", broken.Phase == SmtpPhase.Greeting ? Remedies.NotAnSmtpServer : broken.Phase < SmtpPhase.Mail ? Remedies.ProtocolBroken : null) with { Response = Map(broken.Reply) },
            SmtpFailure.NotSupported => Failure(FailureKind.MessageRejected, broken.Phase, SendOutcome.Rejected, broken.Message, null),
            SmtpFailure.TooLarge => Failure(FailureKind.TooLarge, broken.Phase, SendOutcome.Rejected, "The message is larger than the server takes.", Remedies.MessageTooLarge),
            _ => Failure(FailureKind.Unavailable, broken.Phase, SendOutcome.Deferred, $"The connection was lost ({Word(broken.Phase)}).", broken.Phase == SmtpPhase.Greeting ? Remedies.HungUpAtGreeting : broken.Phase < SmtpPhase.Mail ? Remedies.ConnectionCut : null),
        };
    }

    /// <summary>The facts of a negative reply.</summary>
    public static EmailFailure FromReply(SmtpReply reply, SmtpPhase phase, SmtpAccountHint account)
    {
        var verdict = SmtpReplyClassifier.Classify(reply, phase);
        return new EmailFailure
        {
            Kind = verdict.Kind,
            Phase = Map(phase),
            Outcome = verdict.Outcome,
            RetryAfter = verdict.RetryAfter,
            Remedy = SmtpRemedies.Of(reply, phase, verdict.Kind, account),
            Response = Map(reply),
            Message = Sentence(reply, phase),
        };
    }

    // Before authentication anybody may have answered, the operator's own machines too: what they say of themselves is not for tenants.
    private static string Sentence(SmtpReply reply, SmtpPhase phase) => phase < SmtpPhase.Auth
        ? string.Create(CultureInfo.InvariantCulture, $"The server refused the connection with code {reply.Code} ({Word(phase)}).")
        : $"The server answered {ServerText.Sanitize(reply.ToString())} ({Word(phase)}).";

    private static EmailFailure Uncertain(SmtpException broken) =>
        Failure(
            broken.Failure is SmtpFailure.Timeout or SmtpFailure.Cancelled ? FailureKind.Timeout : broken.Failure == SmtpFailure.Protocol ? FailureKind.Protocol : FailureKind.Unavailable,
            broken.Phase,
            SendOutcome.Uncertain,
            "The message left completely, but no whole answer came: the server may or may not have taken it.",
            null);

    private static EmailFailure Connect(SmtpException broken, SmtpAccountHint account)
    {
        var error = Find<SocketException>(broken)?.SocketErrorCode;
        return error switch
        {
            SocketError.ConnectionRefused => Failure(FailureKind.Connect, broken.Phase, SendOutcome.Deferred, "Connection refused.", Remedies.ConnectionRefused),
            SocketError.TimedOut => Failure(FailureKind.Connect, broken.Phase, SendOutcome.Deferred, "The connection timed out.", Silence(account)),
            SocketError.HostUnreachable or SocketError.NetworkUnreachable => Failure(FailureKind.Connect, broken.Phase, SendOutcome.Deferred, "The host is not reachable.", Remedies.HostUnreachable),
            SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.NotConnected or null => Failure(FailureKind.Connect, broken.Phase, SendOutcome.Deferred, "The connection was cut as soon as it was made.", Remedies.HungUpAtGreeting),
            _ => Failure(FailureKind.Connect, broken.Phase, SendOutcome.Deferred, "The connection could not be made.", null),
        };
    }

    private static EmailFailure Tls(SmtpException broken, SmtpTlsMode mode)
    {
        var (sentence, remedy) = broken switch
        {
            { CertificateErrors: not SslPolicyErrors.None } => CertificateRemedies.Of(broken.CertificateErrors, broken.ChainStatus, broken.Certificate),
            { InnerException: null } => ("The server offers no STARTTLS.", Remedies.NoTlsOffered),

            // Only TLS from the first byte can have met a port that begins in clear text.
            _ => ("The TLS handshake failed.", mode == SmtpTlsMode.Implicit ? Remedies.PortSpeaksStartTls : Remedies.TlsHandshakeFailed),
        };
        return Failure(FailureKind.Tls, broken.Phase, SendOutcome.Rejected, sentence, remedy);
    }

    private static Remedy Silence(SmtpAccountHint account) => account.Port == SmtpPorts.Relay ? Remedies.Port25Filtered : Remedies.ConnectionTimedOut;

    // A server that expects TLS from the first byte waits for us, and we wait for its greeting.
    private static Remedy? TimeoutRemedy(SmtpPhase phase, SmtpTlsMode mode) =>
        phase == SmtpPhase.Tls ? Remedies.TlsHandshakeFailed : phase != SmtpPhase.Greeting ? Remedies.ServerTooSlow : mode == SmtpTlsMode.Implicit ? Remedies.ServerSilent : Remedies.PortExpectsImplicitTls;

    private static Remedy WithoutMechanism(SmtpException broken, SmtpAccountHint account) =>
        broken.AuthMechanisms.Count == 0 ? Remedies.NoAuthOffered
        : !account.UsesToken && broken.AuthMechanisms.All(static mechanism => mechanism is "XOAUTH2" or "OAUTHBEARER") ? Remedies.OAuthRequired
        : Remedies.NoCommonMechanism;

    private static bool IsTemporary(SmtpException broken) => Find<SocketException>(broken) is { SocketErrorCode: SocketError.TryAgain or SocketError.NoRecovery } || Find<OperationCanceledException>(broken) is not null;

    private static string Word(SmtpPhase phase) => phase switch
    {
        SmtpPhase.Greeting => "at the greeting",
        SmtpPhase.Ehlo => "at EHLO",
        SmtpPhase.Tls => "at TLS",
        SmtpPhase.Auth => "at authentication",
        SmtpPhase.Mail => "at MAIL",
        SmtpPhase.Rcpt => "at RCPT",
        SmtpPhase.Data => "at DATA",
        _ => "after the message",
    };

    private static EmailFailure Failure(FailureKind kind, SmtpPhase phase, SendOutcome outcome, string message, Remedy? remedy) =>
        new() { Kind = kind, Phase = Map(phase), Outcome = outcome, Message = message, Remedy = remedy };

    private static T? Find<T>(Exception exception)
        where T : Exception
    {
        for (var at = exception; at is not null; at = at.InnerException!)
        {
            if (at is T found) return found;
        }

        return null;
    }
}
