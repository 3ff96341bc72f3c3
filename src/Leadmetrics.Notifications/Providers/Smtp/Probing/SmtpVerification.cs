using System.Net.Security;
using System.Net.Sockets;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp.Probing;

/// <summary>Connects and authenticates with an account's settings, and tells what each stage found. Sends no mail.</summary>
/// <remarks>
/// Resolve → connect, as a send would, with looks from the side → report. Somebody waits for the answer, so that everything together ends within the host's
/// budget. A look from the side begins when the connect has failed, or when the server has said nothing for a while. The connect goes on beside it, and is given
/// up early only for what the server cannot mend by coming round (<see cref="SideFinding.IsCertain"/>): a slow server that does so in time passes.
/// </remarks>
internal sealed class SmtpVerification(SmtpEnvironment environment)
{
    // Of the budget: how long silence is waited out before anybody looks from the side, and when everything has to end, so that the answer is there in time.
    private const double Patience = 0.3;
    private const double Whole = 0.9;

    private TimeProvider Clock => environment.TimeProvider;

    /// <exception cref="EmailVerificationException">A stage failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by the caller.</exception>
    public async Task<VerificationReport> RunAsync(SmtpAccount account, SharedTransport transport, VerificationOptions options, CancellationToken cancellationToken)
    {
        var stages = new VerificationStages(options.Progress);
        var trace = new SmtpConnectTrace { Envelope = EnvelopeOf(account, options), StepEnded = stages.Ended };
        using var budget = new CancellationTokenSource(environment.VerificationBudget * Whole, Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, budget.Token);
        var probes = new SideProbes(environment, account, either.Token);
        await using var _ = probes.ConfigureAwait(false);
        SideFinding? finding = null;
        try
        {
            await CheckHostAsync(account, stages, either.Token, cancellationToken).ConfigureAwait(false);
            account.Tokens?.Reconsider();
            using var lease = transport.Rent();
            finding = await ConnectAsync(account, lease.Transport, trace, probes, either.Token).ConfigureAwait(false);
            if (finding is null) return stages.Passed(trace);
            throw new SmtpException(SmtpFailure.Timeout, trace.RemoteEndPoint is null ? SmtpPhase.Connect : LatestOf(trace), "The connect was given up for what a look from the side explains.");
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing failed on the way: it is QUIT that was not answered.
            if (trace.Steps.Count > 0 && trace.Steps.All(step => step.Succeeded)) return stages.Passed(trace);

            // What looks found of a silence explains nothing that came behind a greeting.
            throw Fail(account, stages, trace, Late(account, trace, late), trace.Greeting is null ? probes.Finding : null, probes.Heard);
        }
        catch (SmtpException broken)
        {
            finding ??= await ExplainAsync(probes, SymptomOf(broken, trace, account), cancellationToken).ConfigureAwait(false);
            throw Fail(account, stages, trace, broken, finding, probes.Heard);
        }
        catch (EgressDeniedException denied)
        {
            throw new EmailVerificationException(stages.Failed(SmtpFailureMapper.Blocked(), trace, denied, ""), denied);
        }
    }

    // No step takes longer than the settings say, and none longer than a verification's, however long a send may wait.
    private static SmtpTimeouts TimeoutsOf(SmtpAccount account)
    {
        var own = account.Connection.Timeouts;
        var most = SmtpTimeouts.Verification;
        return most with { Connect = Shorter(own.Connect, most.Connect), Greeting = Shorter(own.Greeting, most.Greeting), Session = Shorter(own.Session, most.Session) };

        static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
    }

    private static SmtpEnvelopeProbe? EnvelopeOf(SmtpAccount account, VerificationOptions options)
    {
        if (!options.TriesSender && options.Recipient is null) return null;
        return new SmtpEnvelopeProbe(account.Sender.Address.ToMailbox("from"), options.Recipient?.ToMailbox("recipient"));
    }

    /// <summary>Connects; a finding where a look from the side explained the server's silence before the connect ended.</summary>
    private async Task<SideFinding?> ConnectAsync(SmtpAccount account, ISmtpTransport transport, SmtpConnectTrace trace, SideProbes probes, CancellationToken cancellationToken)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var connecting = transport.ProbeAsync(trace, TimeoutsOf(account), attempt.Token);
        if (await IsSilentAsync(connecting, trace, attempt.Token).ConfigureAwait(false))
        {
            var looking = probes.ExplainAsync(SilenceOf(account, trace));
            await Task.WhenAny(connecting, looking).ConfigureAwait(false);
            if (!connecting.IsCompleted && probes.Finding is { IsCertain: true } finding)
            {
                await attempt.CancelAsync().ConfigureAwait(false);
                await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return finding;
            }
        }

        await connecting.ConfigureAwait(false);
        return null;
    }

    private async Task<bool> IsSilentAsync(Task connecting, SmtpConnectTrace trace, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waited = Task.Delay(environment.VerificationBudget * Patience, Clock, waiting.Token);
        var first = await Task.WhenAny(connecting, waited).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        return first == waited && waited.IsCompletedSuccessfully && trace is { HasPlace: true, Greeting: null };
    }

    private static Symptom SilenceOf(SmtpAccount account, SmtpConnectTrace trace) =>
        trace.RemoteEndPoint is null ? Symptom.NoConnection
        : account.Connection.TlsMode == SmtpTlsMode.Implicit && trace.TlsProtocol is null ? Symptom.NoHandshake
        : Symptom.NoGreeting;

    private static Symptom SymptomOf(SmtpException broken, SmtpConnectTrace trace, SmtpAccount account) => broken switch
    {
        { Reply: not null } => Symptom.None,
        { Failure: SmtpFailure.Connect } or { Failure: SmtpFailure.Timeout, Phase: SmtpPhase.Connect } => Symptom.NoConnection,
        { Failure: SmtpFailure.Protocol, Phase: SmtpPhase.Greeting } => Symptom.StrangeGreeting,
        { Failure: SmtpFailure.Timeout or SmtpFailure.ConnectionLost, Phase: SmtpPhase.Greeting } => Symptom.NoGreeting,
        _ when VerificationRemedies.IsMasked(trace) => Symptom.None,
        { Failure: SmtpFailure.Tls, Phase: SmtpPhase.Tls, CertificateErrors: SslPolicyErrors.None, InnerException: null } => Symptom.NoStartTls,
        { Failure: SmtpFailure.Tls or SmtpFailure.Timeout, Phase: SmtpPhase.Tls, CertificateErrors: SslPolicyErrors.None } => Symptom.NoHandshake,

        // Elsewhere than on a relay's port, a server without AUTH has none on its other ports that we could know of.
        { Failure: SmtpFailure.Authentication, AuthMechanisms.Count: 0, IsServerUnproven: false } when account.Config.Port == SmtpPorts.Relay => Symptom.NoAuth,
        _ => Symptom.None,
    };

    // The budget is over: what was being waited for?
    private static SmtpException Late(SmtpAccount account, SmtpConnectTrace trace, Exception late)
    {
        if (account.Tokens is not null && LatestOf(trace) == SmtpPhase.Auth && trace.Mechanism is null)
        {
            var silent = new EmailFailure { Kind = FailureKind.Unavailable, Phase = SendPhase.Auth, Outcome = SendOutcome.Deferred, Message = "The provider's token service did not answer in time.", Remedy = Remedies.OAuthEndpointUnreachable };
            return new SmtpException(SmtpFailure.Token, SmtpPhase.Auth, silent.Message, innerException: new TokenException(silent));
        }

        return new SmtpException(SmtpFailure.Timeout, LatestOf(trace), "The budget of the verification is used up.", innerException: late);
    }

    private static async Task<SideFinding?> ExplainAsync(SideProbes probes, Symptom symptom, CancellationToken cancellationToken)
    {
        try
        {
            return await probes.ExplainAsync(symptom).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    // Where the attempt was cut off: a step that was begun and not completed is noted as failed.
    private static SmtpPhase LatestOf(SmtpConnectTrace trace) => trace.Steps.Count == 0 ? SmtpPhase.Connect : trace.Steps[^1].Phase;

    // Apart from the dial, which resolves again and vets what it dials: this one is for the report.
    private async Task CheckHostAsync(SmtpAccount account, VerificationStages stages, CancellationToken budget, CancellationToken cancellationToken)
    {
        var started = Clock.GetTimestamp();
        try
        {
            var addresses = await environment.Policy.ResolveAsync(account.Host, account.Config.Port, budget).ConfigureAwait(false);
            stages.Resolved(string.Join(", ", addresses.AsEnumerable()), Clock.GetElapsedTime(started));
        }
        catch (EgressDeniedException denied)
        {
            stages.PolicyDenied(denied, Clock.GetElapsedTime(started));
            throw;
        }
        catch (Exception failure) when (failure is SocketException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            stages.Unresolved(failure, Clock.GetElapsedTime(started));
            throw new SmtpException(SmtpFailure.Dns, SmtpPhase.Connect, "The host name does not resolve.", innerException: failure);
        }
    }

    private static EmailVerificationException Fail(SmtpAccount account, VerificationStages stages, SmtpConnectTrace trace, SmtpException broken, SideFinding? finding, string looked)
    {
        var failure = SmtpFailureMapper.Map(broken, account.Hint);
        if (finding is not null) failure = failure with { Kind = finding.Kind, Message = finding.Sentence, Remedy = finding.Remedy, Outcome = SendOutcome.Rejected };
        else if (trace is { HasPlace: false, Steps.Count: 0 } && broken is { Failure: SmtpFailure.Timeout, Phase: SmtpPhase.Connect }) failure = failure with { Kind = FailureKind.Unavailable, Message = "All connections that may be made to this server are in use.", Remedy = Remedies.ConnectionsInUse };
        else failure = VerificationRemedies.Refine(failure, broken, trace, account.Hint);
        return new EmailVerificationException(stages.Failed(failure, trace, broken, looked), broken);
    }
}
