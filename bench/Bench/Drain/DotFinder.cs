namespace Leadmetrics.Bench.Drain;

/// <summary>Finds the line that ends the content of DATA, a dot alone, in octets that come in any pieces (RFC 5321 section 4.1.1.4).</summary>
/// <remarks>State: how many octets of CRLF, dot, CRLF the last ones were. Content begins behind the CRLF of DATA: its first line may be the dot.</remarks>
internal struct DotFinder
{
    private const int LineStart = 2;
    private int _matched;

    private static ReadOnlySpan<byte> End => "\r\n.\r\n"u8;

    /// <summary>Before the first octet of a content.</summary>
    public static DotFinder AtStart => new() { _matched = LineStart };

    /// <summary>Looks at the next octets.</summary>
    /// <returns>How many of them belong to the content with its end; -1 where the end has not come.</returns>
    public int Find(ReadOnlySpan<byte> octets)
    {
        var at = 0;
        while (at < octets.Length && _matched > 0)
        {
            Step(octets[at++]);
            if (_matched == End.Length) return at;
        }

        var found = octets[at..].IndexOf(End);
        if (found >= 0) return at + found + End.Length;
        for (at = Math.Max(at, octets.Length - End.Length + 1); at < octets.Length; at++) Step(octets[at]);
        return -1;
    }

    // An octet that does not go on with what is matched can only be its first one anew.
    private void Step(byte octet)
    {
        if (octet == End[_matched]) _matched++;
        else _matched = octet == '\r' ? 1 : 0;
    }
}
