using Leadmetrics.Notifications.Egress;

namespace Leadmetrics.Notifications.Providers.Smtp.Probing;

/// <summary>Finds out who answers on a port of a host. Each look is a connection of its own through the egress policy, bounded in time, and says EHLO and STARTTLS at most.</summary>
internal sealed class SideLook(SmtpEnvironment environment, HostName host)
{
    // Of the budget, behind a connection or what was said on it. A server that greets later than this is not found out by a look; the connect itself waits on.
    private const double Share = 0.2;

    private TimeSpan Patience => environment.VerificationBudget * Share;

    /// <summary>Connects to a port and listens.</summary>
    /// <param name="port">The port.</param>
    /// <param name="tls">Whether TLS is spoken from the first byte.</param>
    /// <param name="speakUp">Whether EHLO is said although nobody has greeted. Never to an SMTP server: to it that is an offence (RFC 5321 section 4.3.1).</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="OperationCanceledException">Ended by the caller.</exception>
    public async Task<Heard> ListenAsync(int port, bool tls, bool speakUp, CancellationToken cancellationToken)
    {
        var heard = new Heard(port, Speaker.Nobody) { IsTls = tls };
        SideConversation? conversation = null;
        try
        {
            conversation = await InTimeAsync(token => SideConversation.DialAsync(environment, host, port, token), cancellationToken).ConfigureAwait(false);
            if (conversation is null) return heard;
            heard = heard with { Speaker = Speaker.NoTls };
            if (tls && !await InTimeAsync(conversation.SecureAsync, cancellationToken).ConfigureAwait(false)) return heard;
            heard = heard with { Speaker = Speaker.HungUp };
            return await HearAsync(conversation, heard, speakUp, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            // How it ended is what was heard: refused, denied, cut, no TLS. A look explains another failure, it must not become one.
            return heard;
        }
        finally
        {
            if (conversation is not null) await conversation.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Whether the server speaks TLS 1.1 or less, and nothing better where that is offered.</summary>
    /// <exception cref="OperationCanceledException">Ended by the caller.</exception>
    public async Task<bool> SpeaksOldTlsAloneAsync(int port, bool startTls, CancellationToken cancellationToken) =>
        await InTimeAsync(token => AgreedMinorAsync(port, startTls, offersTls12: false, token), cancellationToken).ConfigureAwait(false) <= 2
        && await InTimeAsync(token => AgreedMinorAsync(port, startTls, offersTls12: true, token), cancellationToken).ConfigureAwait(false) is null or <= 2;

    private async Task<int?> AgreedMinorAsync(int port, bool startTls, bool offersTls12, CancellationToken cancellationToken)
    {
        try
        {
            var conversation = await SideConversation.DialAsync(environment, host, port, cancellationToken).ConfigureAwait(false);
            await using (conversation.ConfigureAwait(false))
            {
                if (startTls && !await BeginTlsAsync(conversation, cancellationToken).ConfigureAwait(false)) return null;
                await conversation.WriteAsync(OldTlsHello.Write(host.Ascii, offersTls12), cancellationToken).ConfigureAwait(false);
                return OldTlsHello.AgreedMinor((await conversation.ReadOctetsAsync(OldTlsHello.AnswerOctets, cancellationToken).ConfigureAwait(false)).Span);
            }
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task<bool> BeginTlsAsync(SideConversation conversation, CancellationToken cancellationToken)
    {
        if (await conversation.ReadReplyAsync(cancellationToken).ConfigureAwait(false) is null) return false;
        await conversation.SayEhloAsync(cancellationToken).ConfigureAwait(false);
        if (await conversation.ReadReplyAsync(cancellationToken).ConfigureAwait(false) is null) return false;
        await conversation.SayAsync("STARTTLS", cancellationToken).ConfigureAwait(false);
        return await conversation.ReadReplyAsync(cancellationToken).ConfigureAwait(false) is [.., var answer] && answer.StartsWith("220", StringComparison.Ordinal);
    }

    private async Task<Heard> HearAsync(SideConversation conversation, Heard heard, bool speakUp, CancellationToken cancellationToken)
    {
        var (inTime, line) = await LineAsync(conversation, cancellationToken).ConfigureAwait(false);
        if (!inTime && speakUp && !conversation.HasBegunLine)
        {
            await conversation.SayEhloAsync(cancellationToken).ConfigureAwait(false);
            (inTime, line) = await LineAsync(conversation, cancellationToken).ConfigureAwait(false);
        }

        if (!inTime) return heard with { Speaker = conversation.HasBegunLine ? Speaker.Slow : Speaker.Silent };
        if (line is null) return heard with { Speaker = Speaker.HungUp };
        heard = heard with { Line = ServerText.Sanitize(line), Speaker = Banner.Of(line) };
        return heard.Speaker == Speaker.Smtp && line.StartsWith("220", StringComparison.Ordinal) ? await AskAsync(conversation, heard, line, cancellationToken).ConfigureAwait(false) : heard;
    }

    private async Task<Heard> AskAsync(SideConversation conversation, Heard heard, string first, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> offered;
        try
        {
            if (first is [_, _, _, '-', ..] && await InTimeAsync(conversation.ReadReplyAsync, cancellationToken).ConfigureAwait(false) is null) return heard;
            await conversation.SayEhloAsync(cancellationToken).ConfigureAwait(false);
            offered = await InTimeAsync(conversation.ReadReplyAsync, cancellationToken).ConfigureAwait(false) ?? [];
        }
        catch (IOException)
        {
            // It greeted as SMTP before it hung up: that much was heard.
            return heard;
        }

        return heard with { OffersStartTls = offered.Any(static line => line.Length > 4 && line.AsSpan(4).Trim().Equals("STARTTLS", StringComparison.OrdinalIgnoreCase)) };
    }

    private async Task<(bool InTime, string? Line)> LineAsync(SideConversation conversation, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, environment.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return (true, await conversation.ReadLineAsync(either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, null);
        }
    }

    private async Task<T?> InTimeAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, environment.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await step(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return default;
        }
    }
}
