using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Tests.Telemetry;

/// <summary>Hears one host's meter: every measurement as a line, its tags in order.</summary>
internal sealed class HeardMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, string Line)> _heard = new();
    private readonly List<Instrument> _instruments = [];

    public HeardMetrics(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != TelemetryNames.Meter || !ReferenceEquals(instrument.Meter.Scope, factory)) return;
            _instruments.Add(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value.ToString(CultureInfo.InvariantCulture), tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value.ToString(CultureInfo.InvariantCulture), tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value >= 0 ? "s" : "negative", tags));
        _listener.Start();
    }

    public IReadOnlyList<Instrument> Instruments => _instruments;

    /// <summary>Every measurement so far: its name without what all begin with, its value (durations are <c>s</c>), its tags.</summary>
    public IEnumerable<string> All => _heard.Select(heard => heard.Line).Order(StringComparer.Ordinal);

    public IEnumerable<string> Of(string name) => _heard.Where(heard => heard.Name == name).Select(heard => heard.Line).Order(StringComparer.Ordinal);

    public void Clear() => _heard.Clear();

    /// <summary>What an observable instrument says at this moment.</summary>
    public string Observe(string name)
    {
        Clear();
        _listener.RecordObservableInstruments();
        return Assert.Single(Of(name));
    }

    public void Dispose() => _listener.Dispose();

    private void Keep(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var words = tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal);
        _heard.Enqueue((instrument.Name, string.Join(' ', [instrument.Name[(TelemetryNames.Meter.Length + 1)..], value, .. words])));
    }
}
