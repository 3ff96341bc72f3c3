using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Leadmetrics.Notifications.Telemetry;

/// <summary>The one way to whoever listens to meter and activities: what a listener throws ends here.</summary>
/// <remarks>
/// Listeners run in the send that they hear of. One that throws behind a server's 250 would turn an accepted mail into an exception, and its caller would send it again;
/// so nothing of theirs is let through, and nothing is said of it: their author's own measurements are missing. An activity that a listener broke is not the caller's to go on in.
/// </remarks>
internal static class Listeners
{
    public static Activity? Start(ActivitySource source, string name, ActivityKind kind = ActivityKind.Internal)
    {
        var caller = Activity.Current;
        try
        {
            return source.StartActivity(name, kind);
        }
        catch (Exception)
        {
            Activity.Current = caller;
            return null;
        }
    }

    public static void End(Activity? activity)
    {
        if (activity is null) return;
        var caller = activity.Parent;
        try
        {
            activity.Dispose();
        }
        catch (Exception)
        {
            // What it began in is current again only behind the listeners.
            if (ReferenceEquals(Activity.Current, activity)) Activity.Current = caller;
        }
    }

    public static void Add(Counter<long> counter, long count, in TagList tags)
    {
        if (!counter.Enabled) return;
        try
        {
            counter.Add(count, in tags);
        }
        catch (Exception)
        {
            // A listener's: see above.
        }
    }

    public static void Record(Histogram<double> histogram, double value, in TagList tags)
    {
        if (!histogram.Enabled) return;
        try
        {
            histogram.Record(value, in tags);
        }
        catch (Exception)
        {
            // A listener's: see above.
        }
    }
}
