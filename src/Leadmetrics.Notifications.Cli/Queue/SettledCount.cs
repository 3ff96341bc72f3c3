using System.Diagnostics.Metrics;
using Leadmetrics.Notifications.Telemetry;

namespace Leadmetrics.Notifications.Cli.Queue;

/// <summary>Counts what becomes of the mails of this process' worker, by the library's own instrument.</summary>
internal sealed class SettledCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _sent;
    private long _deferred;
    private long _held;
    private long _dead;
    private long _released;

    public SettledCount()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == TelemetryNames.Meter && instrument.Name == TelemetryNames.QueueSettled) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) => Add(OutcomeOf(tags), count));
        _listener.Start();
    }

    public SettledMails Read() => new(Volatile.Read(ref _sent), Volatile.Read(ref _deferred), Volatile.Read(ref _held), Volatile.Read(ref _dead), Volatile.Read(ref _released));

    public void Dispose() => _listener.Dispose();

    private static string OutcomeOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == TelemetryNames.Outcome) return tag.Value as string ?? "";
        }

        return "";
    }

    private void Add(string outcome, long count)
    {
        switch (outcome)
        {
            case "sent" or "partly_sent":
                Interlocked.Add(ref _sent, count);
                break;
            case "held":
                Interlocked.Add(ref _held, count);
                break;
            case "released":
                Interlocked.Add(ref _released, count);
                break;
            default:
                Interlocked.Add(ref outcome.StartsWith("dead", StringComparison.Ordinal) ? ref _dead : ref _deferred, count);
                break;
        }
    }
}
