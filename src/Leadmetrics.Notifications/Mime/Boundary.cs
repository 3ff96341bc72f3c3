namespace Leadmetrics.Notifications.Mime;

/// <summary>Boundaries (RFC 2046 section 5.1.1) that are the same for each try of a message and cannot occur in what they bound.</summary>
/// <remarks>
/// <c>=_</c> occurs in no quoted-printable and no base64; a plain body with a line that starts like one goes as quoted-printable. So the hash is not what keeps
/// them apart from contents, it only keeps messages apart. The level before it keeps nested ones apart: none is the beginning of another.
/// </remarks>
internal readonly struct Boundary
{
    private const int Length = 20;

    private readonly ulong _hash;
    private readonly char _level;

    public Boundary(string messageId, char level)
    {
        // FNV-1a, 64 bits.
        _hash = 14695981039346656037;
        foreach (var c in messageId) _hash = (_hash ^ c) * 1099511628211;
        _level = level;
    }

    public void WriteOpening(HeaderBuffer output)
    {
        output.Write("--"u8);
        Write(output);
        output.EndLine();
    }

    public void WriteNext(HeaderBuffer output)
    {
        output.EndLine();
        WriteOpening(output);
    }

    public void WriteClosing(HeaderBuffer output)
    {
        output.EndLine();
        output.Write("--"u8);
        Write(output);
        output.Write("--"u8);
    }

    public void Write(HeaderBuffer output)
    {
        var span = output.GetSpan(Length);
        "=_"u8.CopyTo(span);
        span[2] = (byte)_level;
        span[3] = (byte)'_';
        _hash.TryFormat(span[4..], out _, "x16", System.Globalization.CultureInfo.InvariantCulture);
        output.Advance(Length);
    }
}
