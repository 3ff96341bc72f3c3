namespace Leadmetrics.Smtp;

/// <summary>One step of making a connection.</summary>
/// <param name="Phase">Which.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Succeeded">Whether it was completed.</param>
public sealed record SmtpConnectStep(SmtpPhase Phase, TimeSpan Duration, bool Succeeded);
