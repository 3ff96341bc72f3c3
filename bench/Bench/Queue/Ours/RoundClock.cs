namespace Leadmetrics.Bench.Queue.Ours;

/// <summary>Time and this process' CPU since a moment.</summary>
internal readonly record struct RoundClock(long StartedAt, TimeSpan Cpu)
{
    public double Seconds => TimeProvider.System.GetElapsedTime(StartedAt).TotalSeconds;

    public static RoundClock Start() => new(TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);

    public QueueReport Report(int count) => new(count, Seconds, (Environment.CpuUsage.TotalTime - Cpu).TotalSeconds);
}
