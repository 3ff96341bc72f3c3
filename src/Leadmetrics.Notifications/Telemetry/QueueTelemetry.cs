using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Leadmetrics.Notifications.Telemetry;

/// <summary>The queue's instruments, of a host that works on it.</summary>
internal sealed class QueueTelemetry
{
    // Seconds: from a claim at once to a night's outage.
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60, 300, 1800, 7200, 28800] };

    private readonly Counter<long> _claimed;
    private readonly Histogram<double> _wait;
    private readonly Counter<long> _settled;
    private readonly Counter<long> _lostLeases;
    private readonly Counter<long> _lostSettlements;
    private readonly Counter<long> _rescued;
    private readonly ObservableUpDownCounter<long> _depth;
    private readonly ObservableGauge<double> _oldest;

    public QueueTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(new MeterOptions(TelemetryNames.Meter) { Version = NotificationsTelemetry.PackageVersion });
        _claimed = meter.CreateCounter<long>(TelemetryNames.QueueClaimed, "{message}", "Queued mails that this worker took.");
        _wait = meter.CreateHistogram(TelemetryNames.QueueWait, "s", "How long queued mails were due when they were taken.", advice: Seconds);
        _settled = meter.CreateCounter<long>(TelemetryNames.QueueSettled, "{message}", "What became of the mails that this worker took.");
        _lostLeases = meter.CreateCounter<long>(TelemetryNames.QueueLostLeases, "{message}", "Mails that were not sent because this worker's lease on them had ended.");
        _lostSettlements = meter.CreateCounter<long>(TelemetryNames.QueueLostSettlements, "{message}", "Mails that this worker sent or tried after its lease on them had ended: there may be a second copy.");
        _rescued = meter.CreateCounter<long>(TelemetryNames.QueueRescued, "{message}", "Mails that were taken back from workers that are gone.");
        _depth = meter.CreateObservableUpDownCounter(TelemetryNames.QueueDepth, Depths, "{message}", "Mails in the queue of all tenants.");
        _oldest = meter.CreateObservableGauge(TelemetryNames.QueueOldestReady, Oldest, "s", "How long the oldest mail that waits for a worker has been due.");
    }

    /// <summary>What was seen last; <see langword="null"/>: nobody has looked.</summary>
    public QueueDepths? Depth { get; set; }

    /// <summary>Whether it is worth looking how deep the queue is.</summary>
    public bool ShowsDepth => _depth.Enabled || _oldest.Enabled;

    /// <summary>Whether anybody wants to know how long mails waited.</summary>
    public bool ShowsWait => _wait.Enabled;

    public void Claimed(int count) => Listeners.Add(_claimed, count, default);

    public void Waited(TimeSpan wait) => Listeners.Record(_wait, wait.TotalSeconds, default);

    public void Settled(string outcome)
    {
        if (_settled.Enabled) Listeners.Add(_settled, 1, new TagList { { TelemetryNames.Outcome, outcome } });
    }

    public void LeaseLost() => Listeners.Add(_lostLeases, 1, default);

    public void SettlementLost() => Listeners.Add(_lostSettlements, 1, default);

    public void Rescued(int count) => Listeners.Add(_rescued, count, default);

    private IEnumerable<Measurement<long>> Depths() => Depth is not { } depth ? [] :
    [
        Of(depth.Ready, "ready"),
        Of(depth.Scheduled, "scheduled"),
        Of(depth.Sending, "sending"),
        Of(depth.Held, "held"),
        Of(depth.Dead, "dead"),
    ];

    private IEnumerable<Measurement<double>> Oldest() => Depth is { } depth ? [new Measurement<double>(depth.OldestReadySeconds)] : [];

    private static Measurement<long> Of(long count, string state) => new(count, new KeyValuePair<string, object?>(TelemetryNames.State, state));
}
