namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>A setting that a definition gives.</summary>
/// <param name="Key">The key that gives it.</param>
/// <param name="Text">Its value; may be a secret.</param>
internal sealed record GivenSetting(string Key, string Text)
{
    // The value stays out of logs and errors.
    public override string ToString() => Key;
}
