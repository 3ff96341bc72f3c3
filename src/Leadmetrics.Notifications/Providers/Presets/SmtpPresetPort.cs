namespace Leadmetrics.Notifications.Providers.Presets;

/// <summary>A port on which a provider takes mail of its customers.</summary>
/// <param name="Port">The port.</param>
/// <param name="Secure">Whether TLS is spoken there from the first byte; else by STARTTLS.</param>
public sealed record SmtpPresetPort(int Port, bool Secure);
