using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Leadmetrics.Notifications.Telemetry;

namespace Leadmetrics.Integration.Secrecy;

/// <summary>Keeps every measurement that any host of the process makes, with all its tags, and those of its meter.</summary>
internal sealed class KeptMeasurements : IDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly MeterListener _listener = new();

    public KeptMeasurements()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != TelemetryNames.Meter) return;
            _lines.Enqueue($"{instrument.Name} {instrument.Description} {Text([.. instrument.Tags ?? []])} {Text([.. instrument.Meter.Tags ?? []])}");
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => _lines.Enqueue($"{instrument.Name} {value} {Text(tags)}"));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _lines.Enqueue($"{instrument.Name} {value} {Text(tags)}"));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _lines.Enqueue($"{instrument.Name} {value} {Text(tags)}"));
        _listener.Start();
    }

    public IReadOnlyCollection<string> Lines
    {
        get
        {
            _listener.RecordObservableInstruments();
            return _lines;
        }
    }

    public void Dispose() => _listener.Dispose();

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join("; ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
}
