namespace Leadmetrics.Bench.Workers;

/// <summary>What a round took, warm-up left out.</summary>
/// <param name="Seconds">By the clock.</param>
/// <param name="CpuSeconds">CPU of the client's process.</param>
/// <param name="AllocatedBytes">Bytes allocated in all; <see langword="null"/> for those who cannot tell.</param>
internal sealed record WorkReport(double Seconds, double CpuSeconds, long? AllocatedBytes);
