namespace Leadmetrics.Integration.Queue;

/// <summary>A mail that was posted to a <see cref="SendGridSink"/>.</summary>
/// <param name="Client">Which process posted it.</param>
/// <param name="Key">Under which key.</param>
/// <param name="At">When it came.</param>
/// <param name="Status">What it was answered.</param>
internal sealed record SendGridCall(string Client, string Key, DateTimeOffset At, int Status);
