namespace Leadmetrics.Peers;

/// <summary>A peer that this run requires is not installed.</summary>
public sealed class PeerMissingException(string message) : Exception(message);
