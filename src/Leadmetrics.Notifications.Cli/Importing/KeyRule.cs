namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>What is done with a key of a definition.</summary>
/// <param name="Fate">Whether it is mapped, dropped or refused.</param>
/// <param name="Word">The setting that it gives, or the reason, as a phrase.</param>
internal sealed record KeyRule(KeyFate Fate, string Word);
