namespace Leadmetrics.Notifications.Providers.Presets;

/// <summary>How to get a password for a provider's SMTP server.</summary>
/// <param name="Sentence">One sentence in English.</param>
/// <param name="Url">The provider's own page about it.</param>
public sealed record SmtpPresetHelp(string Sentence, Uri Url);
