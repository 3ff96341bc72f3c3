using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers.Smtp.Remedying;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp.Probing;

/// <summary>Sharpens a remedy by what the trace of a connect saw, which a send does not keep. Pure.</summary>
internal static class VerificationRemedies
{
    public static EmailFailure Refine(EmailFailure failure, SmtpException broken, SmtpConnectTrace trace, SmtpAccountHint account) =>
        IsStranger(broken, trace)
            ? failure with { Kind = FailureKind.Protocol, Remedy = Remedies.NotAnSmtpServer }
            : failure with { Remedy = RemedyOf(failure, broken, trace, account) };

    private static Remedy? RemedyOf(EmailFailure failure, SmtpException broken, SmtpConnectTrace trace, SmtpAccountHint account)
    {
        if (failure.Remedy == Remedies.NoTlsOffered && IsMasked(trace)) return Remedies.TlsIntercepted;
        if (failure.Remedy == Remedies.NoAuthOffered) return OfNoAuth(trace, account);

        // The same words of a timeout, once a side probe has found nothing that speaks TLS there.
        if (failure.Remedy == Remedies.PortExpectsImplicitTls && broken is { Failure: SmtpFailure.Timeout, Phase: SmtpPhase.Greeting }) return Remedies.ServerSilent;
        if (failure.Remedy == Remedies.PortSpeaksStartTls && broken.Failure == SmtpFailure.Tls) return Remedies.TlsHandshakeFailed;
        return failure.Remedy;
    }

    // FTP greets with 220, NNTP with 200: what they are is in the words, and comes out at EHLO.
    private static bool IsStranger(SmtpException broken, SmtpConnectTrace trace) =>
        broken.Phase is SmtpPhase.Greeting or SmtpPhase.Ehlo && trace.Greeting is { Code: < 400 } greeting && Banner.Of(greeting.ToString()) == Speaker.Other;

    // Firewalls that inspect SMTP overwrite what they do not know in banner and EHLO: "220 ****", "250-XXXXXXXA".
    public static bool IsMasked(SmtpConnectTrace trace) =>
        trace.Greeting is { } greeting && greeting.Text.Contains("****", StringComparison.Ordinal)
        || trace.Capabilities is { } offered && offered.Lines.Any(static line => line.StartsWith("XXXX", StringComparison.Ordinal));

    private static Remedy OfNoAuth(SmtpConnectTrace trace, SmtpAccountHint account) =>
        trace is { TlsProtocol: null, Capabilities.StartTls: true } ? Remedies.EncryptionRequired
        : account.Port == SmtpPorts.Relay || IsMxName(account.Host) || trace.Greeting is { } greeting && IsMxName(greeting.Text) ? Remedies.MxHostUsed
        : Remedies.NoAuthOffered;

    private static bool IsMxName(string text) =>
        text.StartsWith("mx", StringComparison.OrdinalIgnoreCase) || text.Contains("aspmx", StringComparison.OrdinalIgnoreCase) || text.Contains(".mail.protection.outlook.com", StringComparison.OrdinalIgnoreCase);
}
