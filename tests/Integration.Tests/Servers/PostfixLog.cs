namespace Leadmetrics.Integration.Servers;

/// <summary>What Postfix's log says was delivered: by Message-ID, how often. A message that Postfix began and did not take is not counted.</summary>
internal sealed class PostfixLog(string file)
{
    private readonly Dictionary<string, string> _ids = [];
    private readonly HashSet<string> _active = [];
    private readonly HashSet<string> _removed = [];
    private long _read;

    /// <summary>Deliveries by the name in the Message-ID.</summary>
    public Dictionary<string, int> Deliveries { get; } = [];

    /// <summary>Every message that was taken has left the queue.</summary>
    public bool IsQueueEmpty => _active.Count == _removed.Count;

    /// <summary>Reads what was written since the last time.</summary>
    public void Refresh()
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = _read;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        var end = text.LastIndexOf('\n') + 1;
        // The log is plain ASCII: characters are octets.
        _read += end;
        foreach (var line in text.AsSpan(0, end).EnumerateLines()) Take(line);
    }

    // … postfix/cleanup[12]: 4bXyz: message-id=<name@client.test>
    private void Take(ReadOnlySpan<char> line)
    {
        var start = line.IndexOf("]: ", StringComparison.Ordinal);
        if (start < 0) return;
        var rest = line[(start + 3)..];
        var colon = rest.IndexOf(": ", StringComparison.Ordinal);
        if (colon < 0) return;
        var queue = rest[..colon].ToString();
        var said = rest[(colon + 2)..];
        const string Id = "message-id=<";
        if (said.StartsWith(Id, StringComparison.Ordinal)) _ids[queue] = said[Id.Length..said.IndexOf('@')].ToString();
        else if (said.EndsWith("(queue active)", StringComparison.Ordinal)) _active.Add(queue);
        else if (said is "removed") _removed.Add(queue);
        else if (said.Contains(", status=sent ", StringComparison.Ordinal)) Deliveries[_ids[queue]] = Deliveries.GetValueOrDefault(_ids[queue]) + 1;
    }
}
