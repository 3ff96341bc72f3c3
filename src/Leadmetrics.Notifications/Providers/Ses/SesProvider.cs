using System.Text.Json;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Mime;
using Leadmetrics.Notifications.Providers.Posting;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>Sends through one Amazon SES account, one POST for every 50 recipients of a mail.</summary>
internal sealed class SesProvider : IEmailProvider
{
    private const long MaxMessage = 40L * 1024 * 1024;
    private const string Lost = "The mail left, but no whole answer came: Amazon SES may or may not have taken it.";
    private const string Service = "Amazon SES";

    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(100);

    private readonly SesConfig _config;
    private readonly Sender _sender;
    private readonly IHttpClientFactory _clients;
    private readonly TimeProvider _timeProvider;
    private readonly SesCalls _calls;

    public SesProvider(SesConfig config, Sender sender, Uri baseAddress, IHttpClientFactory clients, TimeProvider timeProvider, ILogger logger)
    {
        (_config, _sender, _clients, _timeProvider) = (config, sender, clients, timeProvider);
        _calls = new SesCalls(config, baseAddress, timeProvider, logger);
    }

    public string Name => ProviderWords.Ses;

    public EmailAddress SenderAddress => _sender.Address;

    public async Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var from = _sender.For(submission.Message);
        var content = await OpenAsync(submission, from, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            var feedback = _sender.ReversePathFor(submission.Message);
            var delivery = new SesDelivery(submission);
            while (delivery.Next() is { } group)
            {
                try
                {
                    var (response, id) = await PostAsync(SesRequest.Write(submission, group, from, feedback, _config.ConfigurationSet, content), submission, from, cancellationToken).ConfigureAwait(false);
                    delivery.Accepted(group, response, id);
                }
                catch (Exception broken) when (delivery.IsKept(broken))
                {
                    delivery.Failed(group, broken);
                }
            }

            return delivery.Result();
        }
    }

    /// <summary>Makes the whole message, and posts none.</summary>
    /// <exception cref="EmailMessageException">Amazon SES takes no such mail.</exception>
    /// <exception cref="EmailDeliveryException">It is too large.</exception>
    public async Task CheckAsync(EmailSubmission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var from = _sender.For(submission.Message);
        var content = await OpenAsync(submission, from, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false)) SesRequest.Write(submission, submission.Recipients, from, _sender.ReversePathFor(submission.Message), _config.ConfigurationSet, content);
    }

    public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) =>
        new SesVerification(_calls, _sender.Address, _clients, _timeProvider).RunAsync(cancellationToken);

    private async Task<MimeContent> OpenAsync(EmailSubmission submission, EmailAddress from, CancellationToken cancellationToken)
    {
        var content = await MimeContent.OpenAsync(submission, from, cancellationToken).ConfigureAwait(false);
        try
        {
            SesRequest.Check(submission, content, _timeProvider.GetUtcNow());
            CheckLength(content.Length, submission);
            content.Pin();
            return content;
        }
        catch
        {
            await content.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static void CheckLength(long? length, EmailSubmission submission)
    {
        if (length > MaxMessage) throw Fail(SesCalls.Facts(new ReplyVerdict(FailureKind.TooLarge, SendOutcome.Rejected), SendPhase.Resolve, "The mail is larger than the 40 MB that Amazon SES takes."), submission);
    }

    private async Task<(ServerResponse Response, string? Id)> PostAsync(SesPayload payload, EmailSubmission submission, EmailAddress from, CancellationToken cancellationToken)
    {
        var hash = await payload.MeasureAsync(cancellationToken).ConfigureAwait(false);
        CheckLength(payload.MessageLength, submission);
        NotificationsTelemetry.TagSize(payload.Length);
        using var body = new SesBody(payload, submission.Gate);
        using var deadline = new CancellationTokenSource(SendTimeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var request = _calls.Request(HttpMethod.Post, SesRequest.Path, body, hash);
        OncePosted.Mark(request, body);
        using var client = _clients.CreateClient(SesHttp.ClientName);
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);

            // The text was kept with the answer: a cancellation that comes now takes nothing from it.
            if (!answer.IsSuccessStatusCode) throw Fail(await _calls.FailureOfAsync(answer, from, CancellationToken.None).ConfigureAwait(false), submission);
            var id = IdIn(await PostAnswer.ReadAsync(answer, CancellationToken.None).ConfigureAwait(false));
            return (new ServerResponse((int)answer.StatusCode, null, ServerText.Sanitize(answer.ReasonPhrase ?? "")), id);
        }
        catch (Exception) when (body.Refused is { } refused)
        {
            refused.Throw();
            throw;
        }
        catch (HttpRequestException broken) when (HttpBreak.Find<EmailMessageException>(broken) is { } unreadable)
        {
            throw unreadable;
        }
        catch (Exception broken) when (broken is not (EmailDeliveryException or EmailMessageException) && HttpBreak.IsJudged(broken, body.HasLeft, cancellationToken))
        {
            throw Fail(SesCalls.Facts(HttpBreak.Judge(broken, body.HasLeft), HttpBreak.PhaseOf(broken, body.HasLeft), body.HasLeft ? Lost : HttpBreak.Sentence(broken, Service)), submission, broken);
        }
    }

    private static string? IdIn(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("MessageId", out var id) && id.ValueKind == JsonValueKind.String ? ServerText.Sanitize(id.GetString()!) : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // It was taken; its id was cut off on the way.
            return null;
        }
    }

    private static EmailDeliveryException Fail(EmailFailure failure, EmailSubmission submission, Exception? cause = null) => new(failure with { MessageId = submission.MessageId }, cause);
}
