namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>What became of the keys of a file. A key that is refused is neither mapped nor dropped.</summary>
internal sealed class ImportNotes
{
    private readonly HashSet<(List<KeyNote> Notes, KeyNote Note)> _told = [];
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);

    public List<KeyNote> Mapped { get; } = [];

    public List<KeyNote> Dropped { get; } = [];

    /// <summary>Where there is one, nothing is made.</summary>
    public List<KeyNote> Refused { get; } = [];

    public void Map(string key, string setting)
    {
        if (_refused.Contains(key)) return;
        _others.Add(key);
        Mapped.Add(new KeyNote(key, setting));
    }

    public void Drop(string key, string reason)
    {
        if (_refused.Contains(key)) return;
        _others.Add(key);
        Once(Dropped, new KeyNote(key, reason));
    }

    public void Refuse(string key, string reason)
    {
        if (_others.Remove(key))
        {
            Mapped.RemoveAll(note => note.Key == key);
            Dropped.RemoveAll(note => note.Key == key);
        }

        _refused.Add(key);
        Once(Refused, new KeyNote(key, reason));
    }

    // A key that is two definitions' is told of once.
    private void Once(List<KeyNote> notes, KeyNote note)
    {
        if (_told.Add((notes, note))) notes.Add(note);
    }
}
