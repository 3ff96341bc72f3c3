using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid;

public sealed class SendGridHttpTests
{
    private const string Path = "/v3/mail/send";

    /// <summary>Answer, how the filter's handler repeats, and what the mail's failure says.</summary>
    public static TheoryData<FakeSendGridAnswer, Repeating, SendOutcome, SendPhase, int?> Repeated
    {
        get
        {
            var data = new TheoryData<FakeSendGridAnswer, Repeating, SendOutcome, SendPhase, int?>();
            foreach (var how in Enum.GetValues<Repeating>())
            {
                data.Add(FakeSendGridAnswer.ServerError, how, SendOutcome.Deferred, SendPhase.Mail, 500);
                data.Add(FakeSendGridAnswer.TooManyRequests(DateTimeOffset.UnixEpoch), how, SendOutcome.Deferred, SendPhase.Mail, 429);
                data.Add(FakeSendGridAnswer.Forbidden, how, SendOutcome.Rejected, SendPhase.Auth, 403);
                data.Add(FakeSendGridAnswer.CloseAfterBody, how, SendOutcome.Uncertain, SendPhase.DotSent, null);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Repeated))]
    public async Task A_filter_whose_handler_repeats_posts_one_body_and_the_first_answer_stays_the_verdict(FakeSendGridAnswer answer, Repeating how, SendOutcome outcome, SendPhase phase, int? code)
    {
        var tries = 0;
        var asked = 0;
        await using var fake = FakeSendGrid.Start();
        fake.Answer(answer);
        await using var hosted = new Hosted(fake.BaseAddress, after: services => services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new Filter(() => new Repeater(how, () => tries++))));
        var failure = await Assert.ThrowsAsync<EmailDeliveryException>(() => hosted.Provider.SendAsync(Hosted.Submit(Hosted.Message) with { Gate = Gate }, Hosted.Cancel));

        Assert.Equal((3, 1, 1), (tries, fake.Count(Path), asked));
        Assert.Equal((outcome, phase, code), (failure.Outcome, failure.Phase, failure.Code));
        Assert.Equal(code == 403 ? FailureKind.SenderRejected : failure.Kind, failure.Kind);
        Assert.Empty(fake.AcceptedMails);

        ValueTask Gate(CancellationToken cancellationToken)
        {
            asked++;
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task A_body_that_a_filter_repeats_below_our_last_handler_is_written_once()
    {
        var tries = 0;
        await using var fake = FakeSendGrid.Start();
        fake.Answer(FakeSendGridAnswer.ServerError);
        await using var hosted = new Hosted(fake.BaseAddress, after: services => services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new Filter(() => new Repeater(Repeating.Request, () => tries++) { InnerHandler = new SocketsHttpHandler() }, asPrimary: true)));
        var failure = await hosted.FailAsync();

        Assert.Equal((3, SendOutcome.Uncertain, SendPhase.DotSent), (tries, failure.Outcome, failure.Phase));
        Assert.Single(fake.Requests, request => request.Path == Path);
        Assert.Empty(fake.AcceptedMails);
    }

    [Fact]
    public async Task A_handler_that_throws_something_behind_the_body_leaves_the_mail_uncertain()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress, after: services => services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new Filter(() => new Behind(() => throw new InvalidOperationException("the host's")))));
        var failure = await hosted.FailAsync();

        Assert.Equal((FailureKind.Unavailable, SendOutcome.Uncertain, SendPhase.DotSent), (failure.Kind, failure.Outcome, failure.Phase));
        Assert.Equal("the host's", failure.InnerException!.Message);
        Assert.Single(fake.AcceptedMails);
    }

    [Fact]
    public async Task What_a_handler_throws_before_the_body_comes_through()
    {
        await using var hosted = new Hosted(Hosted.Nowhere, after: services => services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new Filter(() => new Before())));

        await Assert.ThrowsAsync<InvalidOperationException>(() => hosted.SendAsync());
    }

    [Fact]
    public async Task An_attachment_that_cannot_be_read_is_told_although_a_handler_repeats()
    {
        var tries = 0;
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress, after: services => services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new Filter(() => new Repeater(Repeating.Request, () => tries++, anything: true))));
        var attachment = EmailAttachment.FromStream("a.bin", _ => ValueTask.FromResult<Stream>(new Mime.TestStream(new byte[200_000]) { ThrowsAt = 100_000 }));
        var refused = await Assert.ThrowsAsync<EmailMessageException>(() => hosted.SendAsync(Hosted.Message with { Attachments = [attachment] }));

        Assert.Equal(("attachments[0]", 3), (refused.Field, tries));
        Assert.Empty(fake.AcceptedMails);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(429)]
    public async Task An_answer_that_came_before_the_cancellation_stays_the_verdict(int status)
    {
        using var cancel = new CancellationTokenSource();
        await using var fake = FakeSendGrid.Start();
        fake.Answer(FakeSendGridAnswer.Errors(status, "is so"));
        await using var hosted = new Hosted(fake.BaseAddress, after: services => services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new Filter(() => new Behind(cancel.Cancel))));
        var failure = await Assert.ThrowsAsync<EmailDeliveryException>(() => hosted.Provider.SendAsync(Hosted.Submit(Hosted.Message), cancel.Token));

        Assert.Equal((status, $"SendGrid answered {status}: is so"), (failure.Code, failure.Message));
    }

    [Fact]
    public async Task A_filter_that_only_reads_the_body_lets_it_out()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress, after: services => services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new Filter(() => new Reader())));
        await hosted.SendAsync();

        Assert.Single(fake.AcceptedMails);
    }

    [Fact]
    public async Task Nothing_is_lost_by_a_second_try_of_a_connection_that_was_refused()
    {
        var tries = 0;
        await using var hosted = new Hosted(Hosted.Nowhere, after: services => services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new Filter(() => new Repeater(Repeating.Request, () => tries++))));
        var failure = await hosted.FailAsync();

        Assert.Equal((3, FailureKind.Connect, SendOutcome.Deferred, SendPhase.Connect), (tries, failure.Kind, failure.Outcome, failure.Phase));
    }

    [Fact]
    public async Task The_key_reaches_no_log_whatever_the_host_lists_to_redact()
    {
        var log = new LogSink();
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(
            fake.BaseAddress,
            before: Logged,
            after: services => services.ConfigureHttpClientDefaults(client => client.RedactLoggedHeaders(["X-Internal"])));
        await hosted.SendAsync();

        Assert.Contains(log.Lines, line => line.Contains("Authorization", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("test-key", StringComparison.Ordinal));

        void Logged(IServiceCollection services) => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log))
            .ConfigureHttpClientDefaults(client => client.RedactLoggedHeaders(["X-Internal"]));
    }

    public enum Repeating
    {
        /// <summary>The request as it is.</summary>
        Request,

        /// <summary>A new request with the same content and options.</summary>
        Copy,

        /// <summary>A new request with a copy of the content.</summary>
        Content,
    }

    private sealed class Filter(Func<DelegatingHandler> handler, bool asPrimary = false) : IHttpMessageHandlerBuilderFilter
    {
        public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
        {
            next(builder);
            if (asPrimary) builder.PrimaryHandler = handler();
            else builder.AdditionalHandlers.Add(handler());
        };
    }

    /// <summary>Does something when the answer is there.</summary>
    private sealed class Behind(Action answered) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            answered();
            return answer;
        }
    }

    private sealed class Before : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw new InvalidOperationException("the host's");
    }

    private sealed class Repeater(Repeating how, Action tried, bool anything = false) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var copy = how == Repeating.Content ? await request.Content!.ReadAsByteArrayAsync(cancellationToken) : null;
            for (var i = 0; ; i++)
            {
                tried();
                try
                {
                    var answer = await base.SendAsync(Next(request, copy), cancellationToken);
                    if (i == 2 || answer.IsSuccessStatusCode) return answer;
                    answer.Dispose();
                }
                catch (Exception broken) when (i < 2 && (anything || broken is HttpRequestException))
                {
                }
            }
        }

        private HttpRequestMessage Next(HttpRequestMessage request, byte[]? copy)
        {
            if (how == Repeating.Request) return request;
            var next = new HttpRequestMessage(request.Method, request.RequestUri) { Content = copy is null ? request.Content : new ByteArrayContent(copy) };
            foreach (var header in request.Headers) next.Headers.TryAddWithoutValidation(header.Key, header.Value);
            foreach (var option in request.Options) ((IDictionary<string, object?>)next.Options)[option.Key] = option.Value;
            return next;
        }
    }

    private sealed class Reader : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await request.Content!.LoadIntoBufferAsync(cancellationToken);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
