namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>Goes over octets line by line; CRLF and a lone LF both end one.</summary>
internal ref struct OctetLines(ReadOnlySpan<byte> octets)
{
    private readonly ReadOnlySpan<byte> _octets = octets;

    /// <summary>Where the current line begins.</summary>
    public int Start { get; private set; }

    /// <summary>Where the line behind the current one begins.</summary>
    public int Next { get; private set; }

    /// <summary>The current line without its end.</summary>
    public ReadOnlySpan<byte> Line { get; private set; }

    public bool Read()
    {
        if (Next >= _octets.Length) return false;
        Start = Next;
        var rest = _octets[Start..];
        var end = rest.IndexOf((byte)'\n');
        Next = end < 0 ? _octets.Length : Start + end + 1;
        var line = end < 0 ? rest : rest[..end];
        Line = line is [.., (byte)'\r'] ? line[..^1] : line;
        return true;
    }
}
