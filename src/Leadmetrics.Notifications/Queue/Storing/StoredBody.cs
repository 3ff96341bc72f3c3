namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>A stored body as it was read within a bound.</summary>
/// <param name="Length">Its octets; 0: there is none.</param>
/// <param name="Octets">The body; <see langword="null"/>: it is larger than was to be read.</param>
public readonly record struct StoredBody(int Length, ReadOnlyMemory<byte>? Octets);
