using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Notifications.Tests.Providers.Smtp;
using Microsoft.Extensions.DependencyInjection;
using static Leadmetrics.Notifications.Tests.Telemetry.MeasuredHost;

namespace Leadmetrics.Notifications.Tests.Telemetry;

/// <summary>The meter's instruments as a host's views and dashboards see them.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class InstrumentTests
{
    [Fact]
    public async Task Every_instrument_has_its_name_its_kind_and_its_unit()
    {
        await using var host = MeasuredHost.Start();

        Assert.Equal(
            [
                "delivery.events Counter {event}",
                "fallbacks Counter {message}",
                "limits.reached Counter {message}",
                "recipients Counter {recipient}",
                "routes.loaded Counter {route}",
                "send.duration Histogram s",
                "sends Counter {message}",
                "smtp.connections.idle ObservableUpDownCounter {connection}",
                "smtp.connections.opened Counter {connection}",
                "smtp.connections.used ObservableUpDownCounter {connection}",
                "tokens.refreshed Counter {request}",
                "uncertain Counter {message}",
                "verification.duration Histogram s",
                "verifications Counter {verification}",
            ],
            host.Metrics.Instruments.Select(Describe).Order(StringComparer.Ordinal));
        Assert.All(host.Metrics.Instruments, instrument => Assert.False(string.IsNullOrEmpty(instrument.Description)));
    }

    [Fact]
    public async Task Every_instrument_is_named_in_the_list_of_names()
    {
        await using var host = MeasuredHost.Start();
        var names = typeof(TelemetryNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).ToHashSet();

        Assert.Subset(names, host.Metrics.Instruments.Select(instrument => instrument.Name).ToHashSet());
    }

    [Fact]
    public async Task The_meter_has_the_assemblys_version_without_its_commit()
    {
        await using var host = MeasuredHost.Start();
        var informational = typeof(TelemetryNames).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

        var meter = host.Metrics.Instruments[0].Meter;

        Assert.Equal((TelemetryNames.Meter, informational.Split('+')[0]), (meter.Name, meter.Version));
        Assert.NotEqual("", meter.Version);
    }

    [Fact]
    public async Task Durations_are_advised_in_buckets_from_milliseconds_to_ten_minutes()
    {
        await using var host = MeasuredHost.Start();

        var durations = host.Metrics.Instruments.OfType<Histogram<double>>().ToArray();

        Assert.Equal(2, durations.Length);
        Assert.All(durations, duration =>
        {
            var bounds = duration.Advice!.HistogramBucketBoundaries!;
            Assert.Equal(bounds.Order(), bounds);
            Assert.Equal((0.005, 600), (bounds[0], bounds[^1]));
        });
    }

    [Fact(Timeout = 60_000)]
    public async Task Connections_are_in_use_while_a_message_is_on_its_way_idle_behind_it_and_gone_with_their_row()
    {
        await using var host = MeasuredHost.Start();
        var row = await host.AddAsync(Acme);
        var pools = host.Telemetry.Pools.Count;
        var release = new TaskCompletionSource();
        host.Server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task), times: 1);
        Assert.Equal("smtp.connections.used 0", host.Metrics.Observe(TelemetryNames.ConnectionsUsed));

        var sending = host.SendAsync(Acme);
        await host.Server.WaitForAsync(SmtpPoint.Dot, 1, TestContext.Current.CancellationToken);

        Assert.Equal("smtp.connections.used 1", host.Metrics.Observe(TelemetryNames.ConnectionsUsed));
        Assert.Equal("smtp.connections.idle 0", host.Metrics.Observe(TelemetryNames.ConnectionsIdle));
        release.SetResult();
        await sending;
        await host.SendAsync(Acme);
        Assert.Equal("smtp.connections.idle 1", host.Metrics.Observe(TelemetryNames.ConnectionsIdle));
        Assert.Equal(pools + 1, host.Telemetry.Pools.Count);

        await host.Services.GetRequiredService<ITenantProviders>().RemoveAsync(Acme, row.Id, TestContext.Current.CancellationToken);
        Assert.Equal("sendgrid", (await host.SendAsync(Acme)).Provider);

        // Nobody waits for the farewell of connections that are retired.
        while (host.Telemetry.Pools.Count > pools)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal("smtp.connections.idle 0", host.Metrics.Observe(TelemetryNames.ConnectionsIdle));
    }

    [Theory]
    [InlineData("""{"user":"u","pass":"p"}""", "ok")]
    [InlineData("""{"user":"u","pass":"wrong"}""", "auth")]
    public async Task A_test_of_a_provider_is_counted_by_its_coarse_outcome(string more, string outcome)
    {
        await using var host = MeasuredHost.Start();
        (host.Server.Options.AcceptAnyCredentials, host.Server.Options.Users["u"]) = (false, "p");

        await host.TestAsync(Acme, more);

        Assert.Equal([$"verifications 1 outcome={outcome} provider=smtp"], host.Metrics.Of(TelemetryNames.Verifications));
        Assert.Equal([$"verification.duration s outcome={outcome} provider=smtp"], host.Metrics.Of(TelemetryNames.VerificationDuration));
    }

    [Fact]
    public async Task A_test_that_is_cancelled_is_counted_too()
    {
        await using var host = MeasuredHost.Start();
        using var cancel = new CancellationTokenSource();
        var release = new TaskCompletionSource();
        host.Server.At(SmtpPoint.Ehlo, SmtpFault.Hold(release.Task));
        var providers = host.Services.GetRequiredService<ITenantProviders>();
        var row = await providers.AddAsync(Acme, new ProviderDraft { Provider = ProviderWords.Smtp, Config = Accounts.Config(host.Server.Port, "{}") }, TestContext.Current.CancellationToken);
        using var heard = new HeardActivities();

        var testing = providers.TestAsync(Acme, row.Id, cancel.Token);
        await host.Server.WaitForAsync(SmtpPoint.Ehlo, 1, TestContext.Current.CancellationToken);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => testing);
        release.SetResult();

        Assert.Equal(["verifications 1 outcome=cancelled provider=smtp"], host.Metrics.Of(TelemetryNames.Verifications));
        Assert.Equal(["verification.duration s outcome=cancelled provider=smtp"], host.Metrics.Of(TelemetryNames.VerificationDuration));
        Assert.Equal("outcome=cancelled provider=smtp", HeardActivities.Tags(heard.The("email.verify")));
        Assert.Equal((ActivityStatusCode.Error, "cancelled"), (heard.The("email.verify").Status, heard.The("email.verify").StatusDescription));
    }

    [Fact]
    public async Task A_test_that_breaks_beside_the_account_is_counted_as_an_error()
    {
        await using var host = MeasuredHost.Start();
        using var measure = host.Telemetry.BeginVerification(Acme, "smtp");

        measure.Failed(new StoreException(StoreFailure.Unavailable, "away"));

        Assert.Equal(["verifications 1 outcome=error provider=smtp"], host.Metrics.Of(TelemetryNames.Verifications));
    }

    private static string Describe(Instrument instrument) => $"{instrument.Name[(TelemetryNames.Meter.Length + 1)..]} {instrument.GetType().Name.Split('`')[0]} {instrument.Unit}";
}
