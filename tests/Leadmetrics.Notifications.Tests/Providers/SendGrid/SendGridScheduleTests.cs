using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Notifications.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid;

/// <summary>Batches that are made, cancelled, paused and resumed.</summary>
public sealed class SendGridScheduleTests
{
    private static CancellationToken Cancel => Hosted.Cancel;

    [Fact]
    public async Task A_batch_is_made_named_by_mail_paused_cancelled_and_resumed()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var schedule = ((IEmailProvider)hosted.Provider).Feature<IScheduledSends>()!;
        var batch = await schedule.CreateBatchIdAsync(Cancel);
        await hosted.Provider.SendAsync(Hosted.Submit(Hosted.Message) with { Options = new() { SendAt = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3600), BatchId = batch } }, Cancel);
        Assert.Single(fake.AcceptedMails);

        await schedule.PauseAsync(batch, Cancel);
        Assert.Equal("pause", fake.BatchStatus(batch));
        await schedule.CancelAsync(batch, Cancel);
        Assert.Equal("cancel", fake.BatchStatus(batch));
        await schedule.ResumeAsync(batch, Cancel);
        Assert.Null(fake.BatchStatus(batch));
        await schedule.ResumeAsync(batch, Cancel);
        await schedule.CancelAsync(batch, Cancel);
        Assert.Equal("cancel", fake.BatchStatus(batch));
    }

    [Fact]
    public async Task Only_an_ids_own_path_is_called_and_a_batch_that_nobody_made_is_told()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var unknown = await Assert.ThrowsAsync<EmailDeliveryException>(() => hosted.Provider.CancelAsync("a/../../b?c", Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => hosted.Provider.PauseAsync(" ", Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => hosted.Provider.ResumeAsync("", Cancel));

        Assert.Equal((FailureKind.MessageRejected, SendOutcome.Rejected, 400), (unknown.Kind, unknown.Outcome, unknown.Code));
        Assert.Equal(["POST /v3/user/scheduled_sends: 400", "PATCH /v3/user/scheduled_sends/a%2F..%2F..%2Fb%3Fc: 404"], fake.Requests.Select(request => request.ToString()));
    }

    [Theory]
    [InlineData(401, "{}", FailureKind.Authentication, SendOutcome.Rejected)]
    [InlineData(502, "", FailureKind.Unavailable, SendOutcome.Deferred)]
    [InlineData(201, "{}", FailureKind.Protocol, SendOutcome.Deferred)]
    [InlineData(201, "[]", FailureKind.Protocol, SendOutcome.Deferred)]
    [InlineData(201, "<html>", FailureKind.Protocol, SendOutcome.Deferred)]
    public async Task A_batch_that_was_not_made_is_an_error_with_its_kind(int status, string body, FailureKind kind, SendOutcome outcome)
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        fake.Answer(FakeSendGridAnswer.Status(status, body));
        var failed = await Assert.ThrowsAsync<EmailDeliveryException>(() => hosted.Provider.CreateBatchIdAsync(Cancel));

        Assert.Equal((kind, outcome), (failed.Kind, failed.Outcome));
    }

    [Fact]
    public async Task A_tenant_schedules_through_its_first_provider_and_one_that_cannot_says_so()
    {
        await using var fake = FakeSendGrid.Start();
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(options =>
        {
            options.Platform.SendGrid = new PlatformSendGridOptions { ApiKey = fake.ApiKey, FromAddress = "mail@platform.example" };
            options.SendGridBaseAddress = fake.BaseAddress;
        }).AddConfiguredProviders(Configured.From("SMTP_TENANT=globex;SMTP_HOST=localhost;SMTP_PORT=2525;SMTP_FROM=hello@globex.example"));
        await using var provider = services.BuildServiceProvider();
        var sends = provider.GetRequiredService<ITenantScheduledSends>();
        var batch = await sends.CreateBatchIdAsync(new TenantId("acme"), Cancel);
        await sends.PauseAsync(new TenantId("acme"), batch, Cancel);
        Assert.Equal("pause", fake.BatchStatus(batch));
        await sends.ResumeAsync(new TenantId("acme"), batch, Cancel);
        await sends.CancelAsync(new TenantId("acme"), batch, Cancel);
        Assert.Equal("cancel", fake.BatchStatus(batch));

        var refused = await Assert.ThrowsAsync<EmailDeliveryException>(() => sends.CancelAsync(new TenantId("globex"), batch, Cancel));
        Assert.Equal((FailureKind.Configuration, SendOutcome.Rejected, "smtp"), (refused.Kind, refused.Outcome, refused.Failure.Provider));
    }

    [Fact]
    public async Task Providers_of_one_host_share_what_an_account_asked_for()
    {
        await using var fake = FakeSendGrid.Start();
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(options =>
        {
            options.Platform.SendGrid = new PlatformSendGridOptions { ApiKey = fake.ApiKey, FromAddress = "mail@platform.example" };
            options.SendGridBaseAddress = fake.BaseAddress;
        }).AddConfiguredProviders(Configured.From($"Providers:acme:0:Provider=sendgrid;Providers:acme:0:Config:apiKey={fake.ApiKey};Providers:acme:0:Config:fromAddress=app@example.com"));
        await using var provider = services.BuildServiceProvider();
        var mailer = provider.GetRequiredService<ITenantMailer>();
        fake.Answer(FakeSendGridAnswer.TooManyRequests(TimeProvider.System.GetUtcNow().AddMinutes(30)));
        var first = await mailer.TrySendAsync(new TenantId("acme"), Hosted.Message, Cancel);
        var second = await mailer.TrySendAsync(new TenantId("initech"), Hosted.Message, Cancel);

        Assert.Equal((FailureKind.Throttled, FailureKind.Throttled, 1), (first.Failure!.Kind, second.Failure!.Kind, fake.Requests.Count));
        Assert.InRange(second.Failure.RetryAfter!.Value, TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(30));
    }
}
