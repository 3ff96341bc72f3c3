using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Leadmetrics.Notifications.Tests.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Leadmetrics.Notifications.Tests.Providers.SendGrid.Events.GivenEvents;

namespace Leadmetrics.Notifications.Tests.Tenancy.Events;

[Collection(TelemetryCollection.Name)]
public sealed class DeliveryIntakeTests
{
    private const int SinkFailed = 1111;

    [Fact]
    public async Task Sinks_hear_each_new_event_once_and_in_order()
    {
        var sink = new Heard();
        await using var host = new WebhookHost(register: services => services.AddSingleton<IDeliveryEventSink>(sink));
        var (_, token) = await host.AddAcmeAsync();

        await host.PostAsync(token, Body(Event("processed", "e1"), Event("delivered", "e2")));
        await host.PostAsync(token, Body(Event("delivered", "e2"), Event("open", "e3"), Event("open", "e3")));
        await host.PostAsync(token, Body(Event("open", "e3")));

        Assert.Equal(["e1,e2", "e3"], sink.Calls.Select(call => string.Join(',', call.Select(heard => heard.EventId))));
        Assert.Equal(host.Store.Events, sink.Calls.SelectMany(call => call));
    }

    [Fact]
    public async Task A_sink_that_fails_is_logged_and_neither_the_others_nor_the_answer_know_of_it()
    {
        var sink = new Heard();
        await using var host = new WebhookHost(register: services => services.AddSingleton<IDeliveryEventSink>(new Failing()).AddSingleton<IDeliveryEventSink>(sink));
        var (_, token) = await host.AddAcmeAsync();

        Assert.Equal(WebhookStatus.Stored, (await host.PostAsync(token, Many(2_000))).Status);

        Assert.Equal(2_000, sink.Calls.Sum(call => call.Count));
        Assert.Equal(2, host.Log.Of(SinkFailed).Count());
        Assert.Contains("1000 events are stored", host.Log.Of(SinkFailed).First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_hears_of_what_the_store_did_not_take()
    {
        var sink = new Heard();
        await using var host = new WebhookHost(register: services => services.AddSingleton<IDeliveryEventSink>(sink));
        var (_, token) = await host.AddAcmeAsync();
        host.Store.Failures.Enqueue(new StoreException(StoreFailure.Unavailable, "away"));

        await host.PostAsync(token, Body(Event("delivered")));

        Assert.Empty(sink.Calls);
    }

    [Fact]
    public async Task Who_brought_events_may_go_once_storing_has_begun_and_sinks_hear_of_them_until_the_host_stops()
    {
        var sink = new Heard();
        using var life = new Lifetime();
        await using var host = new WebhookHost(register: services => services.AddSingleton<IDeliveryEventSink>(sink).AddSingleton<IHostApplicationLifetime>(life));
        using var request = new CancellationTokenSource();
        host.Store.Added = request.Cancel;
        var intake = host.Services.GetRequiredService<DeliveryIntake>();
        var heard = ReadOne(Event("delivered"));

        Assert.Equal(1, await intake.AddAsync([heard], request.Token));

        Assert.Equal(heard, Assert.Single(Assert.Single(sink.Calls)));
        Assert.Equal(life.ApplicationStopping, sink.Token);
        Assert.False(sink.Token.IsCancellationRequested);
        life.StopApplication();
        Assert.True(sink.Token.IsCancellationRequested);
        Assert.False(host.Store.Token.CanBeCanceled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => intake.AddAsync([heard], request.Token));
    }

    [Fact]
    public async Task What_follows_from_an_event_is_stored_with_it_and_not_again()
    {
        await using var host = new WebhookHost(register: services => services.AddSingleton<ISuppressionRules>(new HardBounces()));
        var (_, token) = await host.AddAcmeAsync();

        await host.PostAsync(token, Body(Event("bounce", "e1", ("status", "5.1.1")), Event("delivered", "e2")));
        await host.PostAsync(token, Body(Event("bounce", "e1", ("status", "5.1.1"))));

        Assert.Equal("jane@example.net", Assert.Single(host.Store.Suppressions).Address);
    }

    [Fact]
    public async Task New_events_are_counted_by_kind_and_provider()
    {
        await using var host = new WebhookHost();
        using var metrics = new HeardMetrics(host.Services);
        var (_, token) = await host.AddAcmeAsync();

        await host.PostAsync(token, Body(Event("delivered", "e1"), Event("delivered", "e2"), Event("spamreport", "e3")));
        await host.PostAsync(token, Body(Event("delivered", "e1"), Event("open", "e4", ("lmn_tenant", "globex"))));

        Assert.Equal(["delivery.events 1 kind=complained provider=sendgrid", "delivery.events 2 kind=delivered provider=sendgrid"], metrics.Of(TelemetryNames.DeliveryEvents));
    }

    private sealed class Heard : IDeliveryEventSink
    {
        public List<IReadOnlyList<DeliveryEvent>> Calls { get; } = [];

        public CancellationToken Token { get; private set; }

        public ValueTask HandleAsync(IReadOnlyList<DeliveryEvent> events, CancellationToken cancellationToken)
        {
            Calls.Add(events);
            Token = cancellationToken;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Failing : IDeliveryEventSink
    {
        public ValueTask HandleAsync(IReadOnlyList<DeliveryEvent> events, CancellationToken cancellationToken) => throw new InvalidOperationException("the host's own trouble");
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }

    private sealed class HardBounces : ISuppressionRules
    {
        public Suppression? Of(DeliveryEvent deliveryEvent) => deliveryEvent.Reason != DeliveryReason.MailboxUnknown ? null : new Suppression
        {
            Tenant = deliveryEvent.Tenant,
            Address = deliveryEvent.Recipient,
            Reason = SuppressionReason.HardBounce,
            Scope = SuppressionScope.All,
            CreatedAt = deliveryEvent.ReceivedAt,
        };
    }
}
