using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Leadmetrics.Notifications.Tests.Providers.Ses;

/// <summary>What the host puts before the socket sends no mail twice, and sees no secret.</summary>
public sealed class SesHttpTests
{
    /// <summary>Answer, whether the filter copies the content, and what the mail's failure says.</summary>
    public static TheoryData<FakeSesAnswer, bool, SendOutcome, int?> Repeated
    {
        get
        {
            var data = new TheoryData<FakeSesAnswer, bool, SendOutcome, int?>();
            foreach (var copies in new[] { false, true })
            {
                data.Add(FakeSesAnswer.ServerError, copies, SendOutcome.Uncertain, 500);
                data.Add(FakeSesAnswer.Error(503, "ServiceUnavailable", ""), copies, SendOutcome.Deferred, 503);
                data.Add(FakeSesAnswer.RateExceeded, copies, SendOutcome.Deferred, 429);
                data.Add(FakeSesAnswer.CloseAfterBody, copies, SendOutcome.Uncertain, null);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Repeated))]
    public async Task A_filter_whose_handler_repeats_posts_one_body_and_the_first_answer_stays_the_verdict(FakeSesAnswer answer, bool copies, SendOutcome outcome, int? code)
    {
        var tries = 0;
        var asked = 0;
        await using var fake = FakeSes.Start();
        fake.Answer(answer);
        await using var hosted = new Hosted(fake.BaseAddress, after: services => services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new Filter(() => new Repeater(copies, () => tries++))));
        var submission = Hosted.Submit() with { Gate = _ => { asked++; return ValueTask.CompletedTask; } };
        var failure = await Assert.ThrowsAsync<EmailDeliveryException>(() => hosted.Provider.SendAsync(submission, Hosted.Cancel));

        Assert.Equal((3, 1, 1, outcome, code), (tries, fake.CountSends(), asked, failure.Outcome, failure.Code));
        Assert.Empty(fake.AcceptedMails);
    }

    [Fact]
    public async Task Handlers_that_the_host_gives_every_client_are_not_in_the_chain()
    {
        var tries = 0;
        await using var fake = FakeSes.Start();
        fake.Answer(FakeSesAnswer.ServerError);
        await using var hosted = new Hosted(fake.BaseAddress, before: services => services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new Repeater(false, () => tries++))));
        await hosted.FailAsync();

        Assert.Equal((0, 1), (tries, fake.CountSends()));
    }

    [Fact]
    public async Task No_redirect_is_followed()
    {
        await using var elsewhere = FakeSes.Start();
        await using var fake = FakeSes.Start();
        fake.Answer(FakeSesAnswer.Status(307, "", ("Location", elsewhere.BaseAddress.ToString())));
        await using var hosted = new Hosted(fake.BaseAddress);

        var failure = await hosted.FailAsync();

        Assert.Equal((307, SendOutcome.Deferred), (failure.Code, failure.Outcome));
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Neither_secret_token_nor_signature_reaches_a_log_whatever_the_host_lists_to_redact()
    {
        var log = new LogSink();
        await using var fake = FakeSes.Start();
        fake.SessionToken = "planted-token";
        await using var hosted = new Hosted(
            fake.BaseAddress,
            before: services => services.ConfigureHttpClientDefaults(client => client.RedactLoggedHeaders(["X-Internal"])),
            after: services => services.ConfigureHttpClientDefaults(client => client.RedactLoggedHeaders(["X-Internal"])),
            configure: config => config with { SessionToken = new("planted-token") },
            log: log);
        await hosted.SendAsync();

        Assert.Contains(log.Lines, line => line.Contains("Authorization", StringComparison.Ordinal));
        foreach (var secret in (string[])["fake-secret-access-key", "planted-token", "Signature="]) Assert.DoesNotContain(log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_handler_of_the_hosts_that_breaks_behind_the_body_leaves_the_mail_uncertain_and_before_it_is_the_hosts_own()
    {
        await using var fake = FakeSes.Start();
        await using var behind = new Hosted(fake.BaseAddress, after: services => services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new Filter(() => new Breaker(sendsFirst: true))));
        await using var before = new Hosted(fake.BaseAddress, after: services => services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new Filter(() => new Breaker(sendsFirst: false))));
        var failure = await behind.FailAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => before.SendAsync());

        Assert.Equal((SendOutcome.Uncertain, SendPhase.DotSent, Hosted.MessageId), (failure.Outcome, failure.Phase, failure.Failure.MessageId));
        Assert.DoesNotContain("planted", failure.Message, StringComparison.Ordinal);
        Assert.Single(fake.AcceptedMails);
    }

    private sealed class Breaker(bool sendsFirst) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (sendsFirst) (await base.SendAsync(request, cancellationToken)).Dispose();
            throw new InvalidOperationException("planted");
        }
    }

    private sealed class Filter(Func<DelegatingHandler> handler) : IHttpMessageHandlerBuilderFilter
    {
        public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
        {
            next(builder);
            builder.AdditionalHandlers.Add(handler());
        };
    }

    private sealed class Repeater(bool copies, Action tried) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var copy = copies ? await request.Content!.ReadAsByteArrayAsync(cancellationToken) : null;
            for (var i = 0; ; i++)
            {
                tried();
                if (copy is not null) request.Content = new ByteArrayContent(copy);
                try
                {
                    var answer = await base.SendAsync(request, cancellationToken);
                    if (i == 2 || answer.IsSuccessStatusCode) return answer;
                    answer.Dispose();
                }
                catch (HttpRequestException) when (i < 2)
                {
                }
            }
        }
    }
}
