using System.Net;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid;

public sealed class SendGridProviderTests
{
    private const string Path = "/v3/mail/send";

    private static CancellationToken Cancel => Hosted.Cancel;

    public static TheoryData<string, FakeSendGridAnswer> Answers => new()
    {
        { "500", FakeSendGridAnswer.ServerError },
        { "429", FakeSendGridAnswer.TooManyRequests(DateTimeOffset.UnixEpoch) },
        { "503", FakeSendGridAnswer.Status(503) },
        { "close before the body", FakeSendGridAnswer.CloseBeforeBody },
        { "close after the body", FakeSendGridAnswer.CloseAfterBody },
    };

    /// <summary>Answer, code, kind, outcome, phase, remedy.</summary>
    public static TheoryData<FakeSendGridAnswer, int, FailureKind, SendOutcome, SendPhase, string?> Judged => new()
    {
        { FakeSendGridAnswer.BadRequest("personalizations.0.to.0.email", "Does not contain a valid address."), 400, FailureKind.RecipientRejected, SendOutcome.Rejected, SendPhase.Replied, null },
        { FakeSendGridAnswer.Unauthorized, 401, FailureKind.Authentication, SendOutcome.Rejected, SendPhase.Auth, "wrong-api-key" },
        { FakeSendGridAnswer.Errors(401, "Maximum credits exceeded"), 401, FailureKind.Throttled, SendOutcome.Deferred, SendPhase.Auth, "sendgrid-credits-exceeded" },
        { FakeSendGridAnswer.Errors(403, "access forbidden"), 403, FailureKind.Authentication, SendOutcome.Rejected, SendPhase.Auth, "missing-mail-send-scope" },
        { FakeSendGridAnswer.Forbidden, 403, FailureKind.SenderRejected, SendOutcome.Rejected, SendPhase.Auth, "sender-not-verified" },
        { FakeSendGridAnswer.PayloadTooLarge, 413, FailureKind.TooLarge, SendOutcome.Rejected, SendPhase.Replied, "message-too-large" },
        { FakeSendGridAnswer.TooManyRequests(DateTimeOffset.UnixEpoch), 429, FailureKind.Throttled, SendOutcome.Deferred, SendPhase.Mail, "server-busy" },
        { FakeSendGridAnswer.ServerError, 500, FailureKind.Unavailable, SendOutcome.Deferred, SendPhase.Mail, "server-busy" },
        { FakeSendGridAnswer.Errors(503, "busy"), 503, FailureKind.Unavailable, SendOutcome.Deferred, SendPhase.Mail, "server-busy" },
        { FakeSendGridAnswer.Status(503, "<html>busy</html>"), 503, FailureKind.Unavailable, SendOutcome.Uncertain, SendPhase.DotSent, null },
        { FakeSendGridAnswer.Status(408), 408, FailureKind.Timeout, SendOutcome.Uncertain, SendPhase.DotSent, null },
        { FakeSendGridAnswer.Status(502), 502, FailureKind.Unavailable, SendOutcome.Uncertain, SendPhase.DotSent, null },
        { FakeSendGridAnswer.Status(504), 504, FailureKind.Timeout, SendOutcome.Uncertain, SendPhase.DotSent, null },
        { FakeSendGridAnswer.Status(520), 520, FailureKind.Unavailable, SendOutcome.Uncertain, SendPhase.DotSent, null },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task One_post_a_mail_although_the_host_gives_every_client_a_retrying_handler(string what, FakeSendGridAnswer answer)
    {
        var retried = 0;
        await using var fake = FakeSendGrid.Start();
        fake.Answer(answer, 5);
        await using var hosted = new Hosted(fake.BaseAddress, before: services => Retry(services, () => retried++));
        await hosted.FailAsync();

        Assert.Equal((what, 1, 0), (what, fake.Count(Path), retried));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task One_post_a_mail_although_the_retrying_handler_was_registered_after_ours(string what, FakeSendGridAnswer answer)
    {
        var retried = 0;
        await using var fake = FakeSendGrid.Start();
        fake.Answer(answer, 5);
        await using var hosted = new Hosted(fake.BaseAddress, after: services => Retry(services, () => retried++));
        await hosted.FailAsync();

        Assert.Equal((what, 1, 0), (what, fake.Count(Path), retried));
    }

    [Fact]
    public async Task The_retrying_handler_of_these_tests_does_retry_another_client()
    {
        var retried = 0;
        await using var fake = FakeSendGrid.Start();
        fake.Answer(FakeSendGridAnswer.ServerError, 5);
        var services = new ServiceCollection();
        Retry(services, () => retried++);
        await using var provider = services.AddHttpClient().BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("another");
        using var answer = await client.GetAsync(fake.BaseAddress, Cancel);

        Assert.Equal((3, 2), (fake.Requests.Count, retried));
    }

    [Fact]
    public async Task Accepted_it_returns_our_message_id_and_sendgrids()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var result = await hosted.SendAsync(Hosted.Message with { Cc = [new("cc@example.net")] });

        var request = Assert.Single(fake.AcceptedMails);
        Assert.Equal((SendOutcome.Accepted, "sendgrid", "0f1e2d3c4b5a69788796a5b4c3d2e1f0@example.com", request.MessageId, 202), (result.Outcome, result.Provider, result.MessageId, result.ProviderMessageId, result.ServerResponse!.Code));
        Assert.Equal([("jane@example.net", RecipientOutcome.Accepted), ("cc@example.net", RecipientOutcome.Accepted)], result.Recipients.Select(recipient => (recipient.Address, recipient.Outcome)));
        Assert.Equal(("Bearer test-key", "application/json"), (request.Header("Authorization"), request.Header("Content-Type")));
    }

    [Theory]
    [MemberData(nameof(Judged))]
    public async Task Each_answer_has_its_kind_outcome_and_phase(FakeSendGridAnswer answer, int code, FailureKind kind, SendOutcome outcome, SendPhase phase, string? remedy)
    {
        await using var fake = FakeSendGrid.Start();
        fake.Answer(answer);
        await using var hosted = new Hosted(fake.BaseAddress);
        var failure = await hosted.FailAsync();

        Assert.Equal((code, kind, outcome, phase, remedy), (failure.Code!.Value, failure.Kind, failure.Outcome, failure.Phase, failure.Remedy?.Code));
        Assert.Equal(outcome == SendOutcome.Deferred, failure.IsTransient);
        Assert.DoesNotContain("test-key", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_names_the_field_that_sendgrid_names()
    {
        await using var fake = FakeSendGrid.Start();
        fake.Answer(FakeSendGridAnswer.BadRequest("from.email", "is bad\r\nvery\u0007 bad"));
        await using var hosted = new Hosted(fake.BaseAddress);

        Assert.Equal("SendGrid answered 400: from.email: is bad very bad", (await hosted.FailAsync()).Message);
    }

    [Theory]
    [InlineData(90, 90)]
    [InlineData(-90, 0)]
    public async Task Too_many_requests_tell_when_to_come_back_by_x_ratelimit_reset(int reset, int wait)
    {
        var now = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        await using var fake = FakeSendGrid.Start();
        fake.Answer(FakeSendGridAnswer.TooManyRequests(now.AddSeconds(reset)));
        await using var hosted = new Hosted(fake.BaseAddress, time: new StoppedClock(now));

        Assert.Equal(TimeSpan.FromSeconds(wait), (await hosted.FailAsync()).RetryAfter);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Sun, 01 Mar 2026 00:00:09 GMT", 9)]
    [InlineData("Sat, 28 Feb 2026 00:00:00 GMT", 0)]
    public async Task Retry_after_is_read_as_seconds_and_as_a_date(string value, int wait)
    {
        await using var fake = FakeSendGrid.Start();
        fake.Answer(FakeSendGridAnswer.Status(503, "", ("Retry-After", value)));
        await using var hosted = new Hosted(fake.BaseAddress, time: new StoppedClock(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)));

        Assert.Equal(TimeSpan.FromSeconds(wait), (await hosted.FailAsync()).RetryAfter);
    }

    [Theory]
    [InlineData("X-RateLimit-Reset", "soon")]
    [InlineData("X-RateLimit-Reset", "99999999999999999")]
    [InlineData("X-RateLimit-Reset", "-5")]
    public async Task A_reset_that_is_no_time_is_no_hint(string header, string value)
    {
        await using var fake = FakeSendGrid.Start();
        fake.Answer(FakeSendGridAnswer.Status(429, "", (header, value)));
        await using var hosted = new Hosted(fake.BaseAddress);

        Assert.Null((await hosted.FailAsync()).RetryAfter);
    }

    [Fact]
    public async Task No_answer_after_the_body_is_uncertain()
    {
        await using var fake = FakeSendGrid.Start();
        fake.Answer(FakeSendGridAnswer.CloseAfterBody);
        await using var hosted = new Hosted(fake.BaseAddress);
        var failure = await hosted.FailAsync();

        Assert.Equal((SendOutcome.Uncertain, SendPhase.DotSent, false), (failure.Outcome, failure.Phase, failure.IsTransient));
    }

    [Fact]
    public async Task Cancelled_after_the_body_it_is_uncertain_and_not_a_cancellation()
    {
        await using var fake = FakeSendGrid.Start();
        fake.Answer(FakeSendGridAnswer.Hang);
        await using var hosted = new Hosted(fake.BaseAddress);
        using var cancel = new CancellationTokenSource();
        var sending = hosted.Provider.SendAsync(Hosted.Submit(Hosted.Message), cancel.Token);
        await fake.WaitForRequestsAsync(1, Cancel);
        await cancel.CancelAsync();

        Assert.Equal((SendOutcome.Uncertain, FailureKind.Timeout), await OutcomeAsync(sending));
    }

    [Fact]
    public async Task The_deadline_after_the_body_is_uncertain()
    {
        var clock = new ExpiringClock();
        await using var fake = FakeSendGrid.Start();
        fake.Answer(FakeSendGridAnswer.Hang);
        await using var hosted = new Hosted(fake.BaseAddress, time: clock);
        var sending = hosted.SendAsync();
        await fake.WaitForRequestsAsync(1, Cancel);
        clock.Expire();
        Assert.Equal((SendOutcome.Uncertain, FailureKind.Timeout), await OutcomeAsync(sending));
        Assert.Empty(fake.AcceptedMails);
    }

    [Fact]
    public async Task Cancelled_before_the_body_it_is_a_cancellation()
    {
        await using var hosted = new Hosted(Hosted.Nowhere);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hosted.Provider.SendAsync(Hosted.Submit(Hosted.Message), new CancellationToken(true)));
    }

    [Fact]
    public async Task A_refused_connection_is_deferred()
    {
        await using var hosted = new Hosted(Hosted.Nowhere);
        var failure = await hosted.FailAsync();

        Assert.Equal((FailureKind.Connect, SendOutcome.Deferred, SendPhase.Connect), (failure.Kind, failure.Outcome, failure.Phase));
    }

    [Fact]
    public async Task An_answer_whose_explanation_is_cut_off_is_judged_by_its_status()
    {
        await using var server = new CutAnswer("HTTP/1.1 401 Unauthorized\r\nContent-Length: 500\r\n\r\n{\"errors\"");
        await using var hosted = new Hosted(server.Address);
        var failure = await hosted.FailAsync();

        Assert.Equal((401, FailureKind.Authentication, SendOutcome.Rejected), (failure.Code!.Value, failure.Kind, failure.Outcome));
    }

    [Fact]
    public async Task No_redirect_is_followed()
    {
        await using var elsewhere = FakeSendGrid.Start();
        await using var fake = FakeSendGrid.Start();
        fake.Answer(FakeSendGridAnswer.Status(302, "", ("Location", new Uri(elsewhere.BaseAddress, Path).ToString())));
        fake.Answer(FakeSendGridAnswer.Status(307, "", ("Location", new Uri(elsewhere.BaseAddress, Path).ToString())));
        await using var hosted = new Hosted(fake.BaseAddress);

        foreach (var code in new[] { 302, 307 })
        {
            var failure = await hosted.FailAsync();
            Assert.Equal((code, FailureKind.Protocol, SendOutcome.Deferred, SendPhase.Replied), (failure.Code, failure.Kind, failure.Outcome, failure.Phase));
        }

        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task No_cookie_is_kept()
    {
        await using var fake = FakeSendGrid.Start();
        fake.Answer(FakeSendGridAnswer.Status(500, "", ("Set-Cookie", "session=planted; Path=/")));
        await using var hosted = new Hosted(fake.BaseAddress);
        await hosted.FailAsync();
        await hosted.SendAsync();

        Assert.Equal(2, fake.Requests.Count);
        Assert.All(fake.Requests, request => Assert.Null(request.Header("Cookie")));
    }

    [Fact]
    public async Task A_mail_beyond_30_mb_is_refused_before_anything_is_sent()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var failure = await hosted.FailAsync(Hosted.Message with { Attachments = [EmailAttachment.FromBytes("a.bin", new byte[23 * 1024 * 1024])] });

        Assert.Equal((FailureKind.TooLarge, SendOutcome.Rejected, SendPhase.Resolve), (failure.Kind, failure.Outcome, failure.Phase));
        Assert.Empty(fake.Requests);
        await hosted.SendAsync(Hosted.Message with { Attachments = [EmailAttachment.FromBytes("a.bin", new byte[22 * 1024 * 1024])] });
        Assert.Single(fake.AcceptedMails);
    }

    [Fact]
    public async Task A_mail_beyond_30_mb_of_which_nobody_knew_the_length_is_not_finished_and_refused()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var failure = await hosted.FailAsync(Hosted.Message with { Attachments = [EmailAttachment.FromStream("a.bin", _ => ValueTask.FromResult<Stream>(new Mime.TestStream(new byte[24 * 1024 * 1024])))] });

        Assert.Equal((FailureKind.TooLarge, SendOutcome.Rejected, SendPhase.Resolve), (failure.Kind, failure.Outcome, failure.Phase));
        Assert.Empty(fake.AcceptedMails);
        await hosted.SendAsync();
        Assert.Single(fake.AcceptedMails);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("shorter")]
    [InlineData("throws")]
    public async Task An_unreadable_attachment_names_its_field_and_no_post_is_accepted(string how)
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var attachment = how switch
        {
            "missing" => EmailAttachment.FromFile("/nowhere/at/all.pdf"),
            "shorter" => EmailAttachment.FromStream("a.bin", _ => ValueTask.FromResult<Stream>(new Mime.TestStream(new byte[200_000])), length: 300_000),
            _ => EmailAttachment.FromStream("a.bin", _ => ValueTask.FromResult<Stream>(new Mime.TestStream(new byte[200_000]) { ThrowsAt = 100_000 })),
        };
        var refused = await Assert.ThrowsAsync<EmailMessageException>(() => hosted.SendAsync(Hosted.Message with { Attachments = [EmailAttachment.FromBytes("b.bin", new byte[4]), attachment] }));

        Assert.Equal("attachments[1]", refused.Field);
        await hosted.SendAsync();
        Assert.Single(fake.AcceptedMails);
    }

    [Fact]
    public async Task The_gate_is_awaited_once_and_before_any_of_the_body()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var asked = 0;
        await hosted.Provider.SendAsync(
            Hosted.Submit(Hosted.Message) with
            {
                Gate = _ =>
                {
                    asked++;
                    Assert.Empty(fake.AcceptedMails);
                    return ValueTask.CompletedTask;
                },
            },
            Cancel);

        Assert.Equal(1, asked);
        Assert.Single(fake.AcceptedMails);
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(HttpRequestException))]
    [InlineData(typeof(OperationCanceledException))]
    [InlineData(typeof(EmailMessageException))]
    public async Task What_the_gate_throws_reaches_the_caller_whatever_it_is_and_nothing_is_accepted(Type type)
    {
        var lost = type == typeof(EmailMessageException) ? new EmailMessageException("lease", "is lost") : (Exception)Activator.CreateInstance(type)!;
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var thrown = await Record.ExceptionAsync(() => hosted.Provider.SendAsync(Hosted.Submit(Hosted.Message) with { Gate = _ => throw lost }, Cancel));

        Assert.Same(lost, thrown);
        await hosted.SendAsync();
        Assert.Single(fake.AcceptedMails);
    }

    [Fact]
    public async Task A_base_address_with_a_path_keeps_its_path()
    {
        await using var fake = FakeSendGrid.Start();
        fake.Answer(FakeSendGridAnswer.Status(202));
        await using var hosted = new Hosted(new Uri(fake.BaseAddress, "proxy/sendgrid"));
        await hosted.SendAsync();

        Assert.Equal("/proxy/sendgrid/v3/mail/send", Assert.Single(fake.Requests).Path);
    }

    private static async Task<(SendOutcome Outcome, FailureKind Kind)> OutcomeAsync(Task<EmailSendResult> sending)
    {
        var failure = await Assert.ThrowsAsync<EmailDeliveryException>(() => sending);
        return (failure.Outcome, failure.Kind);
    }

    private static void Retry(IServiceCollection services, Action retried) =>
        services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new Retrying(retried)));

    /// <summary>What hosts put before every client: two more tries of whatever failed.</summary>
    private sealed class Retrying(Action retried) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            for (var i = 0; ; i++)
            {
                try
                {
                    var answer = await base.SendAsync(request, cancellationToken);
                    if (i == 2 || answer.StatusCode < HttpStatusCode.InternalServerError) return answer;
                }
                catch (HttpRequestException) when (i < 2)
                {
                }

                retried();
            }
        }
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
