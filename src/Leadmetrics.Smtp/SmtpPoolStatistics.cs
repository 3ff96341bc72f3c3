namespace Leadmetrics.Smtp;

/// <summary>A pool at one moment.</summary>
/// <param name="Open">Connections that are open, being made or being closed: never more than <see cref="SmtpPoolOptions.MaxConnections"/>.</param>
/// <param name="Idle">Those of them that wait for a message.</param>
/// <param name="InUse">Those of them that do not.</param>
/// <param name="OpenedTotal">Connections made so far, failed attempts not counted.</param>
/// <param name="Waiting">Messages that wait for a place.</param>
public readonly record struct SmtpPoolStatistics(int Open, int Idle, int InUse, long OpenedTotal, int Waiting);
