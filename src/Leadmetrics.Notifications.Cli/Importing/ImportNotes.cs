namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>What became of the keys of a file.</summary>
internal sealed class ImportNotes
{
    public List<KeyNote> Mapped { get; } = [];

    public List<KeyNote> Dropped { get; } = [];

    /// <summary>Where there is one, nothing is made.</summary>
    public List<KeyNote> Refused { get; } = [];

    public void Map(string key, string setting) => Mapped.Add(new KeyNote(key, setting));

    public void Drop(string key, string reason) => Dropped.Add(new KeyNote(key, reason));

    public void Refuse(string key, string reason) => Refused.Add(new KeyNote(key, reason));
}
