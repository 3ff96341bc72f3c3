using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Leadmetrics.Notifications.Providers.Posting;
using Leadmetrics.Notifications.Telemetry;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Calls one account's API: a request, its deadline, its gate, and what came of it as a value.</summary>
/// <remarks>No request is repeated here. Every answer may close the gate of its kind, mail or not; a closed gate is an outcome like another, and no request begins.</remarks>
internal sealed class SendGridClient(SendGridAccount account)
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    // A reset further away is nonsense, or a clock that is wrong; a Retry-After is somebody's own word.
    private static readonly TimeSpan MaxReset = TimeSpan.FromHours(1);

    /// <summary>Posts mail, once.</summary>
    /// <exception cref="EmailMessageException">An attachment cannot be read: nothing was accepted.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the body left. What the gate throws comes through as well.</exception>
    public async Task<SendGridOutcome> PostAsync(SendGridBody body, CancellationToken cancellationToken)
    {
        if (account.Gates.LeftOf(account.MailGate) is { } left) return new SendGridOutcome { Failure = SendGridFailures.Closed(left) };
        using var deadline = new CancellationTokenSource(SendTimeout, account.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var request = Request(HttpMethod.Post, "v3/mail/send", body);
        OncePosted.Mark(request, body);
        using var client = account.Clients.CreateClient(SendGridHttp.ClientName);
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return await JudgeAsync(answer, isMail: true, either.Token).ConfigureAwait(false);
        }
        catch (Exception) when (body.Refused is { } refused)
        {
            refused.Throw();
            throw;
        }
        catch (Exception) when (body.Unfinished is { } unfinished)
        {
            if (unfinished.SourceException is EmailDeliveryException tooLarge) return new SendGridOutcome { Failure = tooLarge.Failure };
            unfinished.Throw();
            throw;
        }
        catch (Exception broken) when (HttpBreak.IsJudged(broken, body.HasLeft, cancellationToken))
        {
            return new SendGridOutcome { Failure = SendGridFailures.Of(broken, body.HasLeft), Cause = broken };
        }
    }

    /// <summary>Calls another part of the API, which sends no mail.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<SendGridOutcome> CallAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? json, CancellationToken cancellationToken)
    {
        if (account.Gates.LeftOf(account.CallGate) is { } left) return new SendGridOutcome { Failure = SendGridFailures.Closed(left) };
        using var deadline = new CancellationTokenSource(CallTimeout, account.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var request = Request(method, path, json is { } bytes ? Json(bytes) : null);
        OncePosted.MarkWithoutMail(request);
        using var client = account.Clients.CreateClient(SendGridHttp.ClientName);
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return await JudgeAsync(answer, isMail: false, either.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException broken)
        {
            return new SendGridOutcome { Failure = SendGridFailures.Of(broken, hasLeft: false), Cause = broken };
        }
        catch (IOException cut)
        {
            return new SendGridOutcome { Failure = SendGridFailures.Facts(new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Deferred), SendPhase.Replied, "SendGrid's answer was cut short."), Cause = cut };
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            return new SendGridOutcome { Failure = SendGridFailures.Ended(hasLeft: false) with { Phase = SendPhase.Replied }, Cause = late };
        }
    }

    private async Task<SendGridOutcome> JudgeAsync(HttpResponseMessage answer, bool isMail, CancellationToken cancellationToken)
    {
        var reset = ResetOf(answer);
        if (answer.IsSuccessStatusCode)
        {
            // Told before the text is read: what comes of that changes nothing of it.
            if (reset is { } wait && RemainingOf(answer) == 0) Close(wait, isMail);
            return new SendGridOutcome
            {
                Response = new ServerResponse((int)answer.StatusCode, null, ServerText.Sanitize(answer.ReasonPhrase ?? "")),
                ProviderMessageId = answer.Headers.TryGetValues("X-Message-Id", out var ids) ? ServerText.Sanitize(ids.First()) : null,
                Text = isMail ? "" : await PostAnswer.ReadAsync(answer, cancellationToken).ConfigureAwait(false),
            };
        }

        var retryAfter = RetryAfterOf(answer) ?? reset;
        if (answer.StatusCode == HttpStatusCode.TooManyRequests && retryAfter is { } pause) Close(pause, isMail);

        // The text of an answer to mail is in memory: no cancellation that comes now makes a known verdict uncertain.
        var text = await PostAnswer.ReadAsync(answer, isMail ? CancellationToken.None : cancellationToken).ConfigureAwait(false);
        var failure = SendGridFailures.Of(answer.StatusCode, text, retryAfter, isMail);
        return new SendGridOutcome { Failure = failure, Response = failure.Response, Errors = answer.StatusCode == HttpStatusCode.BadRequest ? SendGridError.Read(text) ?? [] : [] };
    }

    private void Close(TimeSpan wait, bool isMail)
    {
        if (account.Gates.Close(isMail ? account.MailGate : account.CallGate, wait) is { } closed) Log.SendGridAccountClosed(account.Logger, account.MailGate[..8], isMail ? "mail" : "other calls", closed);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? body)
    {
        var request = new HttpRequestMessage(method, new Uri(account.BaseAddress, path)) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", account.Config.ApiKey.Reveal());
        return request;
    }

    private static ByteArrayContent Json(ReadOnlyMemory<byte> bytes)
    {
        var content = new ByteArrayContent(bytes.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => Until(date),
        _ => null,
    };

    private TimeSpan? ResetOf(HttpResponseMessage answer)
    {
        if (NumberOf(answer, "X-RateLimit-Reset") is not { } seconds || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()) return null;
        var wait = Until(DateTimeOffset.FromUnixTimeSeconds(seconds));
        return wait > MaxReset ? MaxReset : wait;
    }

    private static long? RemainingOf(HttpResponseMessage answer) => NumberOf(answer, "X-RateLimit-Remaining");

    private static long? NumberOf(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private TimeSpan Until(DateTimeOffset instant)
    {
        var wait = instant - account.TimeProvider.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
