using System.Collections.Concurrent;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp.Probing;

/// <summary>Looks at a host from the side where a connect failed, to tell what would have worked there.</summary>
/// <remarks>
/// Which looks a symptom calls for, and in which order their answers count, stands in one method each. Every look goes through the egress policy and asks the
/// row's own port and the submission ports of the same host alone; what was heard is kept in <see cref="Heard"/> for the operator.
/// </remarks>
internal sealed class SideProbes(SmtpEnvironment environment, SmtpAccount account, CancellationToken budget) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(budget);
    private readonly SideLook _look = new(environment, account.Host);
    private readonly ConcurrentQueue<string> _heard = new();
    private Symptom _explained;
    private Task<SideFinding?>? _explanation;

    private int Port => account.Config.Port;

    private bool IsImplicit => account.Connection.TlsMode == SmtpTlsMode.Implicit;

    // A stranger on a submission port is an SMTP server that greets late; elsewhere it may be anything.
    private bool MaySpeakUp => Port is not (SmtpPorts.Relay or SmtpPorts.ImplicitTls or SmtpPorts.Submission or SmtpPorts.Alternative);

    /// <summary>What the looks heard, for operators.</summary>
    public string Heard => string.Join("; ", _heard);

    /// <summary>What the look that was begun has found; <see langword="null"/> where it found nothing yet.</summary>
    public SideFinding? Finding => _explanation is { IsCompletedSuccessfully: true } done ? done.Result : null;

    /// <summary>Explains a symptom; <see langword="null"/> where no look does. A symptom is looked into once.</summary>
    /// <exception cref="OperationCanceledException">The budget is over.</exception>
    public Task<SideFinding?> ExplainAsync(Symptom symptom)
    {
        if (_explained != symptom || _explanation is null) (_explained, _explanation) = (symptom, LookIntoAsync(symptom, _stopping.Token));
        return _explanation;
    }

    /// <summary>Ends the looks that still run.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_explanation is { } running) await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private Task<SideFinding?> LookIntoAsync(Symptom symptom, CancellationToken cancellationToken) => symptom switch
    {
        Symptom.NoConnection => OtherPortAsync(FailureKind.Connect, "Nobody takes the connection on this port, but the same host answers on another one.", cancellationToken),
        Symptom.NoGreeting => NoGreetingAsync(cancellationToken),
        Symptom.StrangeGreeting => StrangeGreetingAsync(cancellationToken),
        Symptom.NoHandshake when IsImplicit => NoImplicitTlsAsync(cancellationToken),
        Symptom.NoHandshake => OldTlsAsync(cancellationToken),
        Symptom.NoStartTls => OtherPortAsync(FailureKind.Tls, "The server offers no STARTTLS on this port, but TLS on another one.", cancellationToken),
        Symptom.NoAuth => OtherPortAsync(FailureKind.Authentication, "The server offers no authentication on this port; the same host answers on a submission port.", cancellationToken),
        _ => Task.FromResult<SideFinding?>(null),
    };

    private async Task<SideFinding?> NoGreetingAsync(CancellationToken cancellationToken)
    {
        var inTls = IsImplicit ? null : LookAsync(Port, tls: true, cancellationToken);
        var again = LookAsync(Port, IsImplicit, cancellationToken);
        if (inTls is not null)
        {
            var secured = await inTls.ConfigureAwait(false);
            if (secured.Speaker == Speaker.Smtp) return new SideFinding(FailureKind.Tls, "The port expects TLS from the first byte.", Remedies.PortExpectsImplicitTls) { IsCertain = true };
            if (Stranger(secured.Speaker) is { } stranger) return stranger;
        }

        var other = await again.ConfigureAwait(false);
        if (Stranger(other.Speaker) is { } second) return second;

        // It greets after all, if late: the connect will see.
        if (other.Speaker == Speaker.Smtp) return null;
        if (other.Speaker == Speaker.Slow) return new SideFinding(FailureKind.Timeout, "The server answers too slowly.", Remedies.ServerTooSlow);

        return await OtherPortAsync(FailureKind.Timeout, "The server says nothing on this port, but answers on another one.", cancellationToken).ConfigureAwait(false);
    }

    private async Task<SideFinding?> StrangeGreetingAsync(CancellationToken cancellationToken) =>
        Stranger((await LookAsync(Port, IsImplicit, cancellationToken).ConfigureAwait(false)).Speaker);

    private async Task<SideFinding?> NoImplicitTlsAsync(CancellationToken cancellationToken)
    {
        var heard = await LookAsync(Port, tls: false, cancellationToken).ConfigureAwait(false);
        if (heard is { Speaker: Speaker.Smtp, OffersStartTls: true }) return new SideFinding(FailureKind.Tls, "The port begins in clear text.", Remedies.PortSpeaksStartTls) { IsCertain = true };
        if (heard.Speaker == Speaker.Smtp) return await NoTlsHereAsync(cancellationToken).ConfigureAwait(false);
        return Stranger(heard.Speaker) ?? await OldTlsAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<SideFinding?> NoTlsHereAsync(CancellationToken cancellationToken) =>
        await OtherPortAsync(FailureKind.Tls, "The server offers no TLS on this port, but on another one.", cancellationToken).ConfigureAwait(false)
        ?? new SideFinding(FailureKind.Tls, "The server offers no TLS.", Remedies.NoTlsOffered);

    private async Task<SideFinding?> OldTlsAsync(CancellationToken cancellationToken)
    {
        if (!await _look.SpeaksOldTlsAloneAsync(Port, !IsImplicit, cancellationToken).ConfigureAwait(false)) return null;
        _heard.Enqueue($"{Port}: TLS 1.1 or less alone");
        return new SideFinding(FailureKind.Tls, "The server speaks old versions of TLS alone.", Remedies.TlsTooOld);
    }

    private async Task<SideFinding?> OtherPortAsync(FailureKind kind, string sentence, CancellationToken cancellationToken)
    {
        var looks = new (int Port, bool Tls, Remedy Remedy)[]
        {
            (SmtpPorts.Submission, false, Remedies.UsePort587),
            (SmtpPorts.ImplicitTls, true, Remedies.UsePort465),
            (SmtpPorts.Alternative, false, Remedies.UsePort2525),
        }.Where(look => look.Port != Port).Select(look => (look.Remedy, Heard: LookAsync(look.Port, look.Tls, cancellationToken))).ToArray();
        await Task.WhenAll(looks.Select(look => look.Heard)).ConfigureAwait(false);
        foreach (var (remedy, look) in looks)
        {
            if ((await look.ConfigureAwait(false)).IsUsable) return new SideFinding(kind, sentence, remedy);
        }

        return null;
    }

    private async Task<Heard> LookAsync(int port, bool tls, CancellationToken cancellationToken)
    {
        var heard = await _look.ListenAsync(port, tls, MaySpeakUp && port == Port, cancellationToken).ConfigureAwait(false);
        _heard.Enqueue(heard.Describe());
        return heard;
    }

    private static SideFinding? Stranger(Speaker speaker) => speaker switch
    {
        Speaker.MailReading => new SideFinding(FailureKind.Protocol, "What answers is a server for reading mail.", Remedies.MailReadingServer) { IsCertain = true },
        Speaker.Other => new SideFinding(FailureKind.Protocol, "What answers is no SMTP server.", Remedies.NotAnSmtpServer) { IsCertain = true },
        _ => null,
    };
}
