using System.Globalization;
using Leadmetrics.Notifications.Providers.Posting;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>Makes signed requests to one account's API, and reads what is answered.</summary>
internal sealed class SesCalls(SesConfig config, Uri baseAddress, TimeProvider timeProvider, ILogger logger)
{
    private const string Service = "ses";

    // Without the last slash the last segment would be replaced, not appended to.
    private readonly Uri _baseAddress = baseAddress.AbsoluteUri.EndsWith('/') ? baseAddress : new Uri(baseAddress.AbsoluteUri + "/");

    /// <summary>A request with its signature; made immediately before it is sent, since it is good for five minutes.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below the base address, percent-encoded.</param>
    /// <param name="body">The body.</param>
    /// <param name="payloadHash">The body's SHA-256.</param>
    public HttpRequestMessage Request(HttpMethod method, string path, HttpContent? body = null, string payloadHash = AwsSignature.EmptyHash)
    {
        var address = new Uri(_baseAddress, path);
        var credentials = config.Credentials;
        var stamp = AwsSignature.Stamp(timeProvider.GetUtcNow());
        var signed = new List<(string Name, string Value)>(5) { ("host", address.Authority), (AwsSignature.DateHeader, stamp), (AwsSignature.HashHeader, payloadHash) };
        if (credentials.SessionToken is { } token) signed.Add((AwsSignature.TokenHeader, token.Reveal()));
        var request = new HttpRequestMessage(method, address) { Content = body };
        foreach (var (name, value) in signed.Skip(1)) request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null) signed.Add(("content-type", SesBody.MediaType));
        request.Headers.TryAddWithoutValidation("Authorization", AwsSignature.Authorize(new AwsRequest(method.Method, address.AbsolutePath, signed, payloadHash), credentials, config.Region, Service, stamp));
        return request;
    }

    /// <summary>Why a request was not done.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="from">Who sends, or is asked about.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<EmailFailure> FailureOfAsync(HttpResponseMessage answer, EmailAddress from, CancellationToken cancellationToken)
    {
        var error = SesError.Read(answer.Headers.TryGetValues("x-amzn-ErrorType", out var types) ? types.First() : null, await PostAnswer.ReadAsync(answer, cancellationToken).ConfigureAwait(false));
        var verdict = SesClassifier.Classify(answer.StatusCode, error, from.ToMailbox("from").ToString(), RetryAfter(answer));
        if (verdict.Remedy?.Code == Diagnosis.Remedies.SesClock.Code && answer.Headers.Date is { } theirs) Log.SesClockApart(logger, config.Region, timeProvider.GetUtcNow() - theirs);
        var described = ServerText.Sanitize(error.ToString());
        var code = (int)answer.StatusCode;
        return Facts(verdict, SesClassifier.PhaseOf(verdict), $"Amazon SES answered {code.ToString(CultureInfo.InvariantCulture)}: {described}", new ServerResponse(code, null, described));
    }

    public static EmailFailure Facts(ReplyVerdict verdict, SendPhase phase, string message, ServerResponse? response = null) => new()
    {
        Kind = verdict.Kind,
        Outcome = verdict.Outcome,
        RetryAfter = verdict.RetryAfter,
        Remedy = verdict.Remedy ?? SesClassifier.RemedyOf(verdict),
        Phase = phase,
        Message = message,
        Response = response,
        Provider = ProviderWords.Ses,
    };

    private TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        if (answer.Headers.RetryAfter?.Delta is { } delta) return delta;
        if (answer.Headers.RetryAfter?.Date is not { } date) return null;
        var wait = date - timeProvider.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
