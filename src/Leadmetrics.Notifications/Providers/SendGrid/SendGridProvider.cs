using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Mime.Html;
using Leadmetrics.Notifications.Telemetry;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Sends through one SendGrid account, one POST a mail.</summary>
internal sealed class SendGridProvider(SendGridConfig config, Sender sender, Uri baseAddress, IHttpClientFactory clients, TimeProvider timeProvider) : IEmailProvider
{
    private const long MaxBody = 30L * 1024 * 1024;
    private const string Lost = "The mail left, but no whole answer came: SendGrid may or may not have taken it.";

    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan VerifyTimeout = TimeSpan.FromSeconds(10);

    // Without the last slash the last segment would be replaced, not appended to.
    private readonly Uri _baseAddress = baseAddress.AbsoluteUri.EndsWith('/') ? baseAddress : new Uri(baseAddress.AbsoluteUri + "/");

    public string Name => ProviderWords.SendGrid;

    public EmailAddress SenderAddress => sender.Address;

    public Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default) =>
        WithBodyAsync(submission, body => PostAsync(body, submission, cancellationToken), cancellationToken);

    /// <summary>Makes the whole request of a mail, and posts none.</summary>
    /// <exception cref="EmailMessageException">SendGrid takes no such mail.</exception>
    /// <exception cref="EmailDeliveryException">It is too large.</exception>
    public Task CheckAsync(EmailSubmission submission, CancellationToken cancellationToken) =>
        WithBodyAsync(submission, static _ => Task.FromResult(true), cancellationToken);

    public async Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default)
    {
        var started = timeProvider.GetTimestamp();
        using var deadline = new CancellationTokenSource(VerifyTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        EmailFailure? failure;
        Exception? cause = null;
        try
        {
            using var request = Request(HttpMethod.Get, "v3/scopes", null);
            using var client = clients.CreateClient(SendGridHttp.ClientName);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            failure = JudgeScopes(answer.StatusCode, await SendGridAnswer.ReadAsync(answer, either.Token).ConfigureAwait(false), RetryAfter(answer));
        }
        catch (HttpRequestException broken)
        {
            failure = Facts(Verdict(broken, hasLeft: false), Phase(broken), Sentence(broken));
            cause = broken;
        }
        catch (IOException cut)
        {
            failure = Facts(new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Deferred), SendPhase.Replied, "SendGrid's answer was cut short.");
            cause = cut;
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            failure = Facts(new ReplyVerdict(FailureKind.Timeout, SendOutcome.Deferred), SendPhase.Replied, "SendGrid did not answer in time.");
            cause = late;
        }

        var stage = failure?.Phase switch
        {
            SendPhase.Connect when failure.Kind == FailureKind.Dns => VerificationStage.Dns,
            SendPhase.Connect => VerificationStage.Connect,
            SendPhase.Tls => VerificationStage.Tls,
            _ => VerificationStage.Auth,
        };
        var report = new VerificationReport(
            [
                new StageResult(stage, failure is null ? StageOutcome.Passed : StageOutcome.Failed, timeProvider.GetElapsedTime(started)),
                new StageResult(VerificationStage.Sender, failure is null ? StageOutcome.NotProvable : StageOutcome.Skipped, TimeSpan.Zero),
            ])
        { Failure = failure };
        return failure is null ? report : throw new EmailVerificationException(report, cause);
    }

    private async Task<T> WithBodyAsync<T>(EmailSubmission submission, Func<SendGridBody, Task<T>> use, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var derived = TextAlternative.Derive(submission);
        var (json, cuts) = SendGridRequest.Write(derived, sender.For(derived.Message), config);
        var attachments = new List<AttachmentReader>(cuts.Count);
        try
        {
            for (var i = 0; i < cuts.Count; i++) attachments.Add(await AttachmentReader.OpenAsync(derived.Message.Attachments[i], i, cancellationToken).ConfigureAwait(false));
            using var body = new SendGridBody(json, cuts, attachments, derived.Gate);
            if (body.Length > MaxBody) throw Fail(new ReplyVerdict(FailureKind.TooLarge, SendOutcome.Rejected), SendPhase.Resolve, "The mail is larger than the 30 MB that SendGrid takes.", derived);
            NotificationsTelemetry.TagSize(body.Length);
            return await use(body).ConfigureAwait(false);
        }
        finally
        {
            foreach (var attachment in attachments) await attachment.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<EmailSendResult> PostAsync(SendGridBody body, EmailSubmission submission, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(SendTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var request = Request(HttpMethod.Post, "v3/mail/send", body);
        SendGridPost.Mark(request, body);
        using var client = clients.CreateClient(SendGridHttp.ClientName);
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return await JudgeAsync(answer, submission, either.Token).ConfigureAwait(false);
        }
        catch (Exception) when (body.Refused is { } refused)
        {
            refused.Throw();
            throw;
        }
        catch (HttpRequestException broken) when (Find<EmailMessageException>(broken) is { } unreadable)
        {
            throw unreadable;
        }
        catch (HttpRequestException broken)
        {
            throw Fail(Verdict(broken, body.HasLeft), body.HasLeft ? SendPhase.DotSent : Phase(broken), body.HasLeft ? Lost : Sentence(broken), submission, broken);
        }
        catch (OperationCanceledException cancelled) when (body.HasLeft)
        {
            throw Fail(new ReplyVerdict(FailureKind.Timeout, SendOutcome.Uncertain), SendPhase.DotSent, Lost, submission, cancelled);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw Fail(new ReplyVerdict(FailureKind.Timeout, SendOutcome.Deferred), SendPhase.Connect, "SendGrid did not answer in time.", submission, late);
        }
    }

    private async Task<EmailSendResult> JudgeAsync(HttpResponseMessage answer, EmailSubmission submission, CancellationToken cancellationToken)
    {
        var code = (int)answer.StatusCode;
        if (answer.IsSuccessStatusCode)
        {
            var response = new ServerResponse(code, null, ServerText.Sanitize(answer.ReasonPhrase ?? ""));
            return new EmailSendResult
            {
                Outcome = SendOutcome.Accepted,
                MessageId = submission.MessageId,
                Provider = ProviderWords.SendGrid,
                ProviderMessageId = answer.Headers.TryGetValues("X-Message-Id", out var ids) ? ServerText.Sanitize(ids.First()) : null,
                ServerResponse = response,
                Recipients = [.. submission.Recipients.Select(recipient => new EmailRecipientResult(recipient.ToString(), RecipientOutcome.Accepted, response))],
            };
        }

        var text = await SendGridAnswer.ReadAsync(answer, cancellationToken).ConfigureAwait(false);
        var verdict = SendGridClassifier.Classify(answer.StatusCode, text, RetryAfter(answer));
        var described = SendGridClassifier.Describe(text);
        throw Fail(verdict, SendGridClassifier.PhaseOf(answer.StatusCode), $"SendGrid answered {code.ToString(CultureInfo.InvariantCulture)}: {described}", submission, null, new ServerResponse(code, null, described));
    }

    private static EmailFailure? JudgeScopes(HttpStatusCode status, string body, TimeSpan? retryAfter)
    {
        var code = (int)status;
        if (code is >= 200 and < 300)
        {
            return HoldsMailSend(body) ? null : Facts(new ReplyVerdict(FailureKind.Authentication, SendOutcome.Rejected, Remedy: Remedies.MissingMailSendScope), SendPhase.Auth, "The API key lacks the permission Mail Send.");
        }

        var described = SendGridClassifier.Describe(body);
        var verdict = SendGridClassifier.Classify(status, body, retryAfter);

        // Nothing was sent that could have been taken.
        if (verdict.Outcome == SendOutcome.Uncertain) verdict = verdict with { Outcome = SendOutcome.Deferred };
        return Facts(verdict, SendPhase.Auth, $"SendGrid answered {code.ToString(CultureInfo.InvariantCulture)}: {described}", new ServerResponse(code, null, described));
    }

    private static bool HoldsMailSend(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("scopes", out var scopes) && scopes.EnumerateArray().Any(scope => scope.ValueEquals("mail.send"u8));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? body)
    {
        var request = new HttpRequestMessage(method, new Uri(_baseAddress, path)) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", config.ApiKey.Reveal());
        return request;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        if (answer.Headers.RetryAfter?.Delta is { } delta) return delta;
        if (answer.Headers.RetryAfter?.Date is { } date) return Until(date);
        if (!answer.Headers.TryGetValues("X-RateLimit-Reset", out var values) || !long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return null;
        return seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? null : Until(DateTimeOffset.FromUnixTimeSeconds(seconds));
    }

    private TimeSpan Until(DateTimeOffset instant)
    {
        var wait = instant - timeProvider.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private static ReplyVerdict Verdict(HttpRequestException broken, bool hasLeft) => (broken.HttpRequestError, hasLeft) switch
    {
        (_, true) => new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Uncertain),
        (HttpRequestError.NameResolutionError, _) => new ReplyVerdict(FailureKind.Dns, SendOutcome.Deferred),
        (HttpRequestError.SecureConnectionError, _) => new ReplyVerdict(FailureKind.Tls, SendOutcome.Deferred),
        (HttpRequestError.ConnectionError, _) => new ReplyVerdict(FailureKind.Connect, SendOutcome.Deferred),
        _ => new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Deferred),
    };

    private static SendPhase Phase(HttpRequestException broken) => broken.HttpRequestError == HttpRequestError.SecureConnectionError ? SendPhase.Tls : SendPhase.Connect;

    private static string Sentence(HttpRequestException broken) => broken.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "SendGrid's name does not resolve.",
        HttpRequestError.SecureConnectionError => "The TLS handshake with SendGrid failed.",
        _ => "SendGrid cannot be reached.",
    };

    private static T? Find<T>(Exception exception)
        where T : Exception
    {
        for (var at = exception; at is not null; at = at.InnerException!)
        {
            if (at is T found) return found;
        }

        return null;
    }

    private static EmailFailure Facts(ReplyVerdict verdict, SendPhase phase, string message, ServerResponse? response = null) =>
        new() { Kind = verdict.Kind, Outcome = verdict.Outcome, RetryAfter = verdict.RetryAfter, Remedy = verdict.Remedy ?? SendGridClassifier.RemedyOf(verdict), Phase = phase, Message = message, Response = response, Provider = ProviderWords.SendGrid };

    private static EmailDeliveryException Fail(ReplyVerdict verdict, SendPhase phase, string message, EmailSubmission submission, Exception? cause = null, ServerResponse? response = null) =>
        new(Facts(verdict, phase, message, response) with { MessageId = submission.MessageId }, cause);
}
