namespace Leadmetrics.Chaos.Sinks;

/// <summary>A mail that a sink has taken: noted at the instant before it says so.</summary>
/// <param name="Sink">Which sink.</param>
/// <param name="Client">What the client called itself; empty where the sink does not tell.</param>
/// <param name="MessageId">The mail's Message-ID, without angle brackets.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Recipients">Whom the envelope named.</param>
/// <param name="Came">When its final dot came.</param>
/// <param name="At">When it was taken.</param>
internal sealed record Receipt(string Sink, string Client, string MessageId, string Subject, IReadOnlyList<string> Recipients, DateTimeOffset Came, DateTimeOffset At);
