namespace Leadmetrics.Smtp;

/// <summary>A connection that has to wait for a place.</summary>
/// <param name="Host">The server it is for, as it was asked for.</param>
/// <param name="Port">The port.</param>
/// <param name="IsDestinationFull">Whether only an end to a connection of the same destination helps; else one of any destination does.</param>
public readonly record struct SmtpPlaceWanted(string Host, int Port, bool IsDestinationFull);
