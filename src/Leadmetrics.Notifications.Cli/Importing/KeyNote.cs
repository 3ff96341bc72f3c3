namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>What became of a key.</summary>
/// <param name="Key">The key as it is written, with the keys that it stands under.</param>
/// <param name="Word">The setting that it became, or why it did not, as a phrase; holds no secret.</param>
internal sealed record KeyNote(string Key, string Word);
