using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>Connects and authenticates with an account's settings, and tells what each stage found. Sends no mail.</summary>
internal sealed class SmtpVerification(SmtpEnvironment environment)
{
    private static readonly (SmtpPhase Phase, VerificationStage Stage)[] Stages =
    [
        (SmtpPhase.Connect, VerificationStage.Connect),
        (SmtpPhase.Greeting, VerificationStage.Greeting),
        (SmtpPhase.Tls, VerificationStage.Tls),
        (SmtpPhase.Ehlo, VerificationStage.Ehlo),
        (SmtpPhase.Auth, VerificationStage.Auth),
    ];

    /// <exception cref="EmailVerificationException">A stage failed.</exception>
    public async Task<VerificationReport> RunAsync(SmtpAccount account, SharedTransport transport, CancellationToken cancellationToken)
    {
        var trace = new SmtpConnectTrace();
        var stages = new List<StageResult>();
        try
        {
            await CheckHostAsync(account, stages, cancellationToken).ConfigureAwait(false);
            account.Tokens?.Reconsider();
            using var lease = transport.Rent();
            await lease.Transport.ProbeAsync(trace, TimeoutsOf(account), cancellationToken).ConfigureAwait(false);
        }
        catch (SmtpException broken)
        {
            throw Fail(SmtpFailureMapper.Map(broken, account.Connection.TlsMode), stages, trace, broken);
        }
        catch (EgressDeniedException denied)
        {
            throw Fail(SmtpFailureMapper.Blocked(), stages, trace, denied);
        }

        AddConnection(stages, trace, null);
        stages.Add(new StageResult(VerificationStage.Sender, StageOutcome.NotProvable, TimeSpan.Zero));
        return new VerificationReport(stages);
    }

    // Somebody waits for the answer: no step takes longer than a verification's, however long a send may wait.
    private static SmtpTimeouts TimeoutsOf(SmtpAccount account)
    {
        var own = account.Connection.Timeouts;
        var most = SmtpTimeouts.Verification;
        return most with { Connect = Shorter(own.Connect, most.Connect), Greeting = Shorter(own.Greeting, most.Greeting), Session = Shorter(own.Session, most.Session) };

        static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
    }

    // Apart from the dial, which resolves again and vets what it dials: this one is for the report.
    private async Task CheckHostAsync(SmtpAccount account, List<StageResult> stages, CancellationToken cancellationToken)
    {
        var started = environment.TimeProvider.GetTimestamp();
        using var deadline = new CancellationTokenSource(SmtpTimeouts.Verification.Connect, environment.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var addresses = await environment.Policy.ResolveAsync(account.Host, account.Config.Port, either.Token).ConfigureAwait(false);
            stages.Add(new StageResult(VerificationStage.Policy, StageOutcome.Passed, TimeSpan.Zero));
            stages.Add(new StageResult(VerificationStage.Dns, StageOutcome.Passed, environment.TimeProvider.GetElapsedTime(started))
            {
                Facts = new Dictionary<string, string> { ["addresses"] = string.Join(", ", addresses.AsEnumerable()) },
            });
        }
        catch (EgressDeniedException denied)
        {
            stages.Add(new StageResult(VerificationStage.Policy, StageOutcome.Failed, environment.TimeProvider.GetElapsedTime(started))
            {
                Facts = CauseOf(denied),
            });
            throw;
        }
        catch (Exception failure) when (failure is SocketException || (failure is OperationCanceledException && deadline.IsCancellationRequested))
        {
            stages.Add(new StageResult(VerificationStage.Policy, StageOutcome.Passed, TimeSpan.Zero));
            stages.Add(new StageResult(VerificationStage.Dns, StageOutcome.Failed, environment.TimeProvider.GetElapsedTime(started)) { Facts = CauseOf(failure) });
            throw new SmtpException(SmtpFailure.Dns, SmtpPhase.Connect, "The host name does not resolve.", innerException: failure);
        }
    }

    private static EmailVerificationException Fail(EmailFailure failure, List<StageResult> stages, SmtpConnectTrace trace, Exception cause)
    {
        if (!stages.Exists(stage => stage.Outcome == StageOutcome.Failed)) AddConnection(stages, trace, cause);

        // Only the trace knows what the chain lacks: a certificate out of its dates is its operator's to renew, not its issuer's to be trusted.
        if (failure.Remedy == Remedies.CertificateUntrusted && trace.ChainStatus.HasFlag(X509ChainStatusFlags.NotTimeValid)) failure = failure with { Remedy = Remedies.CertificateExpired };
        return new EmailVerificationException(new VerificationReport(stages) { Failure = failure with { Provider = ProviderWords.Smtp } }, cause);
    }

    private static void AddConnection(List<StageResult> stages, SmtpConnectTrace trace, Exception? cause)
    {
        foreach (var (phase, stage) in Stages)
        {
            var steps = trace.Steps.Where(step => step.Phase == phase).ToArray();
            var outcome = steps.Length == 0 ? StageOutcome.Skipped : steps.All(step => step.Succeeded) ? StageOutcome.Passed : StageOutcome.Failed;
            stages.Add(new StageResult(stage, outcome, new TimeSpan(steps.Sum(step => step.Duration.Ticks))) { Facts = Facts(stage, trace) });
        }

        if (cause is null) return;

        // What failed before a step was begun is the dial.
        var at = stages.FindIndex(stage => stage.Outcome == StageOutcome.Failed);
        if (at < 0) at = stages.FindIndex(stage => stage.Stage == VerificationStage.Connect);
        stages[at] = stages[at] with { Outcome = StageOutcome.Failed, Facts = CauseOf(cause).Concat(stages[at].Facts).ToDictionary() };
    }

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
                Add("issuer", trace.Certificate?.Issuer);
                Add("notBefore", trace.Certificate?.NotBefore.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture));
                Add("notAfter", trace.Certificate?.NotAfter.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture));
                if (trace.CertificateErrors != System.Net.Security.SslPolicyErrors.None) Add("errors", trace.CertificateErrors);
                break;
            case VerificationStage.Ehlo:
                Add("capabilities", trace.Capabilities is { } capabilities ? string.Join(", ", capabilities.Lines) : null);
                break;
            case VerificationStage.Auth:
                Add("mechanism", trace.Mechanism);
                break;
        }

        return facts;
    }
}
