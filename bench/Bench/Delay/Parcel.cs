namespace Leadmetrics.Bench.Delay;

/// <summary>What one read took from a socket.</summary>
/// <param name="Direction">Where it goes.</param>
/// <param name="Buffer">Rented.</param>
/// <param name="Length">Octets of it; 0: the other side has ended.</param>
internal readonly record struct Parcel(DelayedDirection Direction, byte[] Buffer, int Length);
