using System.Diagnostics;
using System.Diagnostics.Metrics;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Testing;
using static Leadmetrics.Notifications.Tests.Telemetry.MeasuredHost;

namespace Leadmetrics.Notifications.Tests.Telemetry;

/// <summary>A listener that throws: a caller who were told so would send an accepted mail again.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class ThrowingListenerTests
{
    [Theory]
    [InlineData("row")]
    [InlineData("configured")]
    [InlineData("platform")]
    public async Task A_meter_listener_that_throws_changes_no_accepted_mail(string whose)
    {
        await using var host = MeasuredHost.Start();
        await host.AddAsync(Acme);
        var thrown = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, heard) => { if (instrument.Meter.Name == TelemetryNames.Meter) heard.EnableMeasurementEvents(instrument); };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => Throw(ref thrown));
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Throw(ref thrown));
        listener.Start();

        var result = await host.SendAsync(whose switch { "row" => Acme, "configured" => Globex, _ => Nobody });

        Assert.Equal(SendOutcome.Accepted, result.Outcome);
        Assert.NotEqual(0, thrown);
    }

    [Theory]
    [InlineData("sample")]
    [InlineData("started")]
    [InlineData("stopped")]
    public async Task An_activity_listener_that_throws_changes_neither_a_mail_nor_a_failure_nor_a_test_nor_whose_activity_goes_on(string at)
    {
        await using var host = MeasuredHost.Start();
        using var caller = new Activity("request").Start();
        var thrown = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TelemetryNames.ActivitySource,
            Sample = (ref _) =>
            {
                if (at == "sample") Throw(ref thrown);
                return ActivitySamplingResult.AllDataAndRecorded;
            },
            ActivityStarted = _ => { if (at == "started") Throw(ref thrown); },
            ActivityStopped = _ => { if (at == "stopped") Throw(ref thrown); },
        };
        ActivitySource.AddActivityListener(listener);

        await host.AddAsync(Acme);
        Assert.Equal(SendOutcome.Accepted, (await host.SendAsync(Acme)).Outcome);
        Assert.Equal(SendOutcome.Accepted, (await host.SendAsync(Globex)).Outcome);
        host.Server.At(SmtpPoint.Mail, SmtpFault.Reply("550 5.7.1 no"));
        Assert.Equal(SendOutcome.Rejected, (await host.SendAsync(Acme)).Outcome);

        Assert.Same(caller, Activity.Current);
        Assert.NotEqual(0, thrown);
    }

    [Theory]
    [InlineData("started")]
    [InlineData("stopped")]
    public void An_activity_that_a_listener_broke_is_not_left_as_the_current_one(string at)
    {
        using var source = new ActivitySource($"broken-{at}");
        using var listener = new ActivityListener
        {
            ShouldListenTo = heard => heard.Name == source.Name,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStarted = _ => { if (at == "started") throw new InvalidOperationException(); },
            ActivityStopped = _ => { if (at == "stopped") throw new InvalidOperationException(); },
        };
        ActivitySource.AddActivityListener(listener);
        using var caller = new Activity("request").Start();

        Listeners.End(Listeners.Start(source, "broken"));

        Assert.Same(caller, Activity.Current);
    }

    private static void Throw(ref int thrown)
    {
        Interlocked.Increment(ref thrown);
        throw new InvalidOperationException("a listener that throws");
    }
}
