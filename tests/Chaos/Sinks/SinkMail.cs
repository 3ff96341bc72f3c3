namespace Leadmetrics.Chaos.Sinks;

/// <summary>A mail that has come whole to a sink and is not yet answered.</summary>
/// <param name="Client">What the client called itself.</param>
/// <param name="MessageId">The mail's Message-ID, without angle brackets.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Recipients">Whom the envelope named.</param>
/// <param name="At">When its final dot came.</param>
internal sealed record SinkMail(string Client, string MessageId, string Subject, IReadOnlyList<string> Recipients, DateTimeOffset At);
