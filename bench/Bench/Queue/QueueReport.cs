namespace Leadmetrics.Bench.Queue;

/// <summary>What a round on the queue came to.</summary>
/// <param name="Count">Mails that were added, or handled.</param>
/// <param name="Seconds">By the clock.</param>
/// <param name="CpuSeconds">CPU of the contestant's process; the database's is not in it.</param>
/// <param name="Asked">For latency: mails that were added and count.</param>
/// <param name="P50">Milliseconds from the call that adds a mail to its handler, median; <see langword="null"/> where none was handled.</param>
/// <param name="P99">The 99th percentile.</param>
internal sealed record QueueReport(int Count, double Seconds, double CpuSeconds, int? Asked = null, double? P50 = null, double? P99 = null);
