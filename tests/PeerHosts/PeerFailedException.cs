namespace Leadmetrics.Peers;

/// <summary>A peer is installed, but did not start, did not answer in time or ended on its own. The message holds the end of its output.</summary>
public sealed class PeerFailedException(string message, Exception? innerException = null) : Exception(message, innerException);
