using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp.Probing;

/// <summary>Makes a report's stages out of what was found on the way. Facts are for operators.</summary>
/// <param name="progress">Hears of each as it ends; <see langword="null"/>: nobody does.</param>
internal sealed class VerificationStages(IProgress<StageResult>? progress = null)
{
    private static readonly (VerificationStage Stage, SmtpPhase[] Phases)[] OfConnection =
    [
        (VerificationStage.Connect, [SmtpPhase.Connect]),
        (VerificationStage.Greeting, [SmtpPhase.Greeting]),
        (VerificationStage.Tls, [SmtpPhase.Tls]),
        (VerificationStage.Ehlo, [SmtpPhase.Ehlo]),
        (VerificationStage.Auth, [SmtpPhase.Auth]),
        (VerificationStage.Sender, [SmtpPhase.Mail, SmtpPhase.Rcpt]),
    ];

    private readonly List<StageResult> _stages = [];

    public void PolicyDenied(EgressDeniedException denied, TimeSpan duration) =>
        Add(new StageResult(VerificationStage.Policy, StageOutcome.Failed, duration) { Facts = CauseOf(denied) });

    public void Resolved(string addresses, TimeSpan duration)
    {
        Add(new StageResult(VerificationStage.Policy, StageOutcome.Passed, TimeSpan.Zero));
        Add(new StageResult(VerificationStage.Dns, StageOutcome.Passed, duration) { Facts = new Dictionary<string, string> { ["addresses"] = addresses } });
    }

    public void Unresolved(Exception cause, TimeSpan duration)
    {
        Add(new StageResult(VerificationStage.Policy, StageOutcome.Passed, TimeSpan.Zero));
        Add(new StageResult(VerificationStage.Dns, StageOutcome.Failed, duration) { Facts = CauseOf(cause) });
    }

    public VerificationReport Passed(SmtpConnectTrace trace)
    {
        AddConnection(trace, null, null);
        return new VerificationReport(_stages);
    }

    /// <param name="failure">Why.</param>
    /// <param name="trace">How far the connect came.</param>
    /// <param name="cause">What broke it.</param>
    /// <param name="looked">What looks from the side heard; empty where there were none.</param>
    public VerificationReport Failed(EmailFailure failure, SmtpConnectTrace trace, Exception cause, string looked)
    {
        if (!_stages.Exists(stage => stage.Outcome == StageOutcome.Failed)) AddConnection(trace, cause, looked);
        return new VerificationReport(_stages) { Failure = failure with { Provider = ProviderWords.Smtp } };
    }

    /// <summary>Tells of a step of the connect that ended; the report takes it from the trace.</summary>
    public void Ended(SmtpConnectStep step)
    {
        if (progress is null) return;
        var stage = StageOf(step.Phase);
        var passed = stage == VerificationStage.Sender ? StageOutcome.NotProvable : StageOutcome.Passed;
        progress.Report(new StageResult(stage, step.Succeeded ? passed : StageOutcome.Failed, TimeSpan.Zero));
    }

    private void Add(StageResult stage)
    {
        _stages.Add(stage);
        progress?.Report(new StageResult(stage.Stage, stage.Outcome, TimeSpan.Zero));
    }

    private void AddConnection(SmtpConnectTrace trace, Exception? cause, string? looked)
    {
        foreach (var (stage, phases) in OfConnection)
        {
            var steps = trace.Steps.Where(step => phases.Contains(step.Phase)).ToArray();
            var passed = stage == VerificationStage.Sender ? StageOutcome.NotProvable : StageOutcome.Passed;
            var outcome = steps.Length == 0 ? StageOutcome.Skipped : steps.All(step => step.Succeeded) ? passed : StageOutcome.Failed;
            if (stage == VerificationStage.Sender && outcome == StageOutcome.Skipped && cause is null) outcome = StageOutcome.NotProvable;
            _stages.Add(new StageResult(stage, outcome, new TimeSpan(steps.Sum(step => step.Duration.Ticks))) { Facts = Facts(stage, trace) });
        }

        if (cause is null) return;

        // What failed before a step was begun is the dial, or the step that it names.
        var at = _stages.FindIndex(stage => stage.Outcome == StageOutcome.Failed);
        if (at < 0) at = _stages.FindIndex(stage => stage.Stage == StageOf(cause));
        var facts = CauseOf(cause).Concat(_stages[at].Facts).ToDictionary();
        if (!string.IsNullOrEmpty(looked)) facts["looked"] = looked;
        _stages[at] = _stages[at] with { Outcome = StageOutcome.Failed, Facts = facts };
    }

    private static VerificationStage StageOf(Exception cause) =>
        cause is SmtpException { Phase: var phase } ? StageOf(phase) : VerificationStage.Connect;

    private static VerificationStage StageOf(SmtpPhase phase) =>
        Array.Find(OfConnection, stage => stage.Phases.Contains(phase)) is { Phases: not null } named ? named.Stage : VerificationStage.Connect;

    // The policy's reason or the socket's error: for operators.
    private static Dictionary<string, string> CauseOf(Exception? cause)
    {
        for (; cause is not null; cause = cause.InnerException)
        {
            if (cause is EgressDeniedException denied) return new Dictionary<string, string> { ["reason"] = denied.Reason };
            if (cause is SocketException socket) return new Dictionary<string, string> { ["error"] = socket.SocketErrorCode.ToString() };
        }

        return [];
    }

    private static Dictionary<string, string> Facts(VerificationStage stage, SmtpConnectTrace trace)
    {
        var facts = new Dictionary<string, string>();
        void Add(string name, object? value)
        {
            if (value is not null) facts[name] = ServerText.Sanitize(Convert.ToString(value, CultureInfo.InvariantCulture)!);
        }

        switch (stage)
        {
            case VerificationStage.Connect:
                Add("endpoint", trace.RemoteEndPoint);
                break;
            case VerificationStage.Greeting:
                Add("greeting", trace.Greeting);
                break;
            case VerificationStage.Tls:
                Add("protocol", trace.TlsProtocol);
                Add("cipherSuite", trace.CipherSuite);
                Add("subject", trace.Certificate?.Subject);
                Add("names", NamesOf(trace.Certificate));
                Add("issuer", trace.Certificate?.Issuer);
                Add("notBefore", trace.Certificate?.NotBefore.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture));
                Add("notAfter", trace.Certificate?.NotAfter.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture));
                if (trace.CertificateErrors != SslPolicyErrors.None) Add("errors", trace.ChainStatus == X509ChainStatusFlags.NoError ? trace.CertificateErrors : $"{trace.CertificateErrors}; {trace.ChainStatus}");
                break;
            case VerificationStage.Ehlo:
                Add("capabilities", trace.Capabilities is { } capabilities ? string.Join(", ", capabilities.Lines) : null);
                break;
            case VerificationStage.Auth:
                Add("mechanism", trace.Mechanism);
                break;
            case VerificationStage.Sender:
                Add("mail", trace.SenderReply);
                Add("rcpt", trace.RecipientReply);
                if (trace.Envelope is not null && trace.SenderReply is null && trace.Steps.All(step => step.Succeeded)) Add("envelope", "not tried: the transport does not");
                break;
        }

        return facts;
    }

    private static string? NamesOf(X509Certificate2? certificate)
    {
        try
        {
            return certificate?.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } names ? string.Join(", ", names.EnumerateDnsNames().Take(10)) : null;
        }
        catch (CryptographicException)
        {
            return "(unreadable)";
        }
    }
}
