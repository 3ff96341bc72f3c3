using System.Collections.Concurrent;
using System.Diagnostics;
using Leadmetrics.Notifications.Telemetry;

namespace Leadmetrics.Notifications.Tests.Telemetry;

/// <summary>Hears the activities below one of its own, as a caller's request is.</summary>
internal sealed class HeardActivities : IDisposable
{
    private readonly ConcurrentQueue<Activity> _heard = new();
    private readonly ActivityListener _listener;

    public HeardActivities()
    {
        Caller = new Activity("request").Start();
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TelemetryNames.ActivitySource,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == Caller.TraceId) _heard.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The caller's own.</summary>
    public Activity Caller { get; }

    public IEnumerable<string> Names => _heard.Select(activity => activity.OperationName);

    public Activity The(string name) => Assert.Single(_heard, activity => activity.OperationName == name);

    public IReadOnlyList<Activity> Of(string name) => [.. _heard.Where(activity => activity.OperationName == name)];

    public static string Tags(Activity activity) => string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));

    public void Dispose()
    {
        _listener.Dispose();
        Caller.Stop();
        Caller.Dispose();
    }
}
