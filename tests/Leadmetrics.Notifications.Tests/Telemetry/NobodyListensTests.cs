using System.Reflection;
using System.Runtime.CompilerServices;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Leadmetrics.Notifications.Tests.Providers.Smtp;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Tests.Telemetry;

/// <summary>What is measured where nobody listens: nothing, at no cost.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class NobodyListensTests
{
    private static readonly TenantId Acme = new("acme");

    [Fact]
    public async Task A_send_through_a_measured_provider_allocates_nothing_of_its_own()
    {
        await using var services = Services();
        var measured = new MeasuredProvider(new Ready(), Acme, TelemetryWords.Platform, services.GetRequiredService<NotificationsTelemetry>());
        var submission = Accounts.Submit(Accounts.Message);

        Assert.Equal(0, LeastAllocated(() => measured.SendAsync(submission, CancellationToken.None)));
    }

    [Fact]
    public async Task A_send_by_the_mailer_allocates_the_submission_and_its_answer_alone()
    {
        await using var services = Services();
        var telemetry = services.GetRequiredService<NotificationsTelemetry>();
        var sender = new EmailAddress("hello@example.com");
        var route = new EmailRoute([new RouteCandidate(new MeasuredProvider(new Ready(), Acme, TelemetryWords.Configured, telemetry), RouteReason.Configured, null, sender)]);
        var mailer = new TenantMailer(
            new Cached(route), services.GetRequiredService<SuppressionFilter>(), services.GetRequiredService<BatchMailer>(), services.GetRequiredService<CandidateChange>(), telemetry, TimeProvider.System);
        var message = Accounts.Message;
        var result = new EmailSendResult { Outcome = SendOutcome.Accepted, MessageId = "a@b", Provider = "ready" };

        // Without optimization the compiler makes an async method's state an object: one, for there is one such method on the way.
        var state = typeof(TenantMailer).GetMethod(nameof(TenantMailer.SendAsync), [typeof(TenantId), typeof(EmailMessage), typeof(SendOptions), typeof(CancellationToken)])!.GetCustomAttribute<AsyncStateMachineAttribute>()!.StateMachineType;
        var own = state.IsValueType ? 0 : LeastAllocated(() => RuntimeHelpers.GetUninitializedObject(state));
        own += LeastAllocated(() => EmailSubmission.Create(message, MessageIds.Mint(sender.ToMailbox("from").Domain), TimeProvider.System.GetUtcNow()));
        own += LeastAllocated(() => Task.FromResult(result));

        Assert.Equal(own, LeastAllocated(() => mailer.SendAsync(Acme, message, CancellationToken.None)));
    }

    [Fact]
    public async Task Beginning_and_ending_anything_allocates_nothing()
    {
        await using var services = Services();
        var telemetry = services.GetRequiredService<NotificationsTelemetry>();
        var result = new EmailSendResult { Outcome = SendOutcome.Accepted, MessageId = "a@b", Provider = "smtp" };

        Assert.False(telemetry.MeasuresSends);
        Assert.False(telemetry.WatchesConnects);
        Assert.Equal(0, LeastAllocated(() =>
        {
            using var message = telemetry.BeginMessage(Acme);
            using var attempt = telemetry.BeginAttempt(Acme, "smtp", TelemetryWords.Tenant, 1);
            attempt.Ended(result);
            message.Ended(result, 1);
            using var verification = telemetry.BeginVerification(Acme, "smtp");
            verification.Ended("ok", null);
            NotificationsTelemetry.TagSize(1000);
            telemetry.RouteLoaded(TelemetryWords.Loaded);
            telemetry.LimitReached("row", "hour");
            telemetry.TokenAsked("google", "granted");
            telemetry.FellBack("smtp", FailureKind.Connect, TelemetryWords.Platform);
            telemetry.ConnectionOpened();
        }));
    }

    [Fact]
    public async Task The_same_send_is_measured_as_soon_as_somebody_listens()
    {
        await using var services = Services();
        var telemetry = services.GetRequiredService<NotificationsTelemetry>();
        var measured = new MeasuredProvider(new Ready(), Acme, TelemetryWords.Platform, telemetry);
        using var heard = new HeardMetrics(services);

        await measured.SendAsync(Accounts.Submit(Accounts.Message), TestContext.Current.CancellationToken);

        Assert.True(telemetry.MeasuresSends);
        Assert.Equal(["send.duration s outcome=accepted provider=ready route=platform", "sends 1 outcome=accepted provider=ready route=platform"], heard.All);
    }

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(static _ => { });
        return services.BuildServiceProvider();
    }

    // The first round may compile what the others run.
    private static long LeastAllocated(Action work) => Enumerable.Range(0, 5).Min(_ =>
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    });

    private sealed class Cached(EmailRoute route) : IEmailProviderResolver
    {
        public ValueTask<EmailRoute> ResolveAsync(TenantId tenant, CancellationToken cancellationToken = default) => new(route);
    }

    private sealed class Ready : IEmailProvider
    {
        private static readonly Task<EmailSendResult> Sent = Task.FromResult(new EmailSendResult { Outcome = SendOutcome.Accepted, MessageId = "a@b", Provider = "ready" });

        public string Name => "ready";

        public Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default) => Sent;

        public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
