using System.Text;
using System.Text.Unicode;

namespace Leadmetrics.Smtp.Wire;

/// <summary>Reads replies (RFC 5321 section 4.2) from bytes as they come.</summary>
/// <remarks>
/// State: the lines of the reply under way, all with one code; none between replies. The caller keeps what was not consumed, which is
/// never more than one line. Bounds: <see cref="MaxLine"/>, <see cref="MaxLines"/>, <see cref="MaxReply"/>; past one of them, or on
/// anything that is no reply, it throws and must not be used again. CRLF and bare LF both end a line.
/// A server says the same few lines over and over: single-line replies that repeat are not made anew.
/// </remarks>
internal sealed class ReplyParser(ISmtpTranscript? transcript)
{
    /// <summary>Octets in a line, without its line end.</summary>
    public const int MaxLine = 4096;

    /// <summary>Lines in a reply.</summary>
    public const int MaxLines = 128;

    /// <summary>Octets in a reply, with line ends.</summary>
    public const int MaxReply = 64 * 1024;

    private const int MaxCached = 128;
    private const int MaxQuoted = 80;

    private readonly (byte[] Line, SmtpReply Reply)[] _cache = new (byte[], SmtpReply)[16];
    private List<string>? _lines;
    private int _code;
    private int _octets;

    /// <summary>Set during AUTH, whose challenges and echoes stay out of transcript and errors.</summary>
    public bool InAuthentication { get; set; }

    /// <summary>Whether a reply has begun and its last line has not come.</summary>
    public bool InReply => _lines is not null;

    /// <summary>Reads one reply.</summary>
    /// <param name="buffer">All bytes that came and were not consumed.</param>
    /// <param name="consumed">How many bytes are done with, whether or not there is a reply yet.</param>
    /// <returns>The reply, or <see langword="null"/> where more bytes are needed.</returns>
    /// <exception cref="ReplyFormatException">The bytes are no reply, or one beyond the bounds.</exception>
    public SmtpReply? TryParse(ReadOnlySpan<byte> buffer, out int consumed)
    {
        consumed = 0;
        while (true)
        {
            var rest = buffer[consumed..];
            var end = rest.IndexOf((byte)'\n');
            if (end < 0)
            {
                // One more than the line may hold: a CR whose LF has not come yet.
                if (rest.Length > MaxLine + 1) throw TooLong();
                return null;
            }

            var line = rest[..end];
            if (line is [.., (byte)'\r']) line = line[..^1];
            if (line.Length > MaxLine) throw TooLong();
            consumed += end + 1;
            _octets += end + 1;
            if (_octets > MaxReply) throw new ReplyFormatException($"The server sent a reply of more than {MaxReply} octets.");
            if (AcceptLine(line) is { } reply)
            {
                _octets = 0;
                return reply;
            }
        }
    }

    private static ReplyFormatException TooLong() => new($"The server sent a reply line of more than {MaxLine} octets.");

    private static int Digit(byte value) => value is >= (byte)'0' and <= (byte)'9' ? value - '0' : -1;

    // Valid UTF-8 is that; anything else is what an old server meant by Latin-1.
    private static string Decode(ReadOnlySpan<byte> text) => Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : Encoding.Latin1.GetString(text);

    private SmtpReply? AcceptLine(ReadOnlySpan<byte> line)
    {
        var code = ReadCode(line);
        if (transcript is not null) transcript.Received(InAuthentication && code == 334 ? "334 ***" : Decode(line));
        var isLast = line.Length == 3 || line[3] == ' ';
        var text = line.Length > 4 ? line[4..] : default;
        if (_lines is null)
        {
            if (isLast) return Single(code, line, text);
            _lines = [];
            _code = code;
        }
        else if (code != _code)
        {
            throw new ReplyFormatException($"The server changed the code inside one reply, from {_code} to {code}.");
        }

        if (_lines.Count == MaxLines) throw new ReplyFormatException($"The server sent a reply of more than {MaxLines} lines.");
        _lines.Add(Decode(text));
        if (!isLast) return null;
        var reply = new SmtpReply(code, _lines);
        _lines = null;
        return reply;
    }

    private int ReadCode(ReadOnlySpan<byte> line)
    {
        if (line.Contains((byte)0)) throw new ReplyFormatException("The server sent a reply with a NUL octet.");
        if (line.Length < 3 || (line.Length > 3 && line[3] is not ((byte)' ' or (byte)'-'))) throw NoReply(line);
        var (hundreds, tens, ones) = (Digit(line[0]), Digit(line[1]), Digit(line[2]));
        if (hundreds < 0 || tens < 0 || ones < 0) throw NoReply(line);
        if (hundreds is < 2 or > 5) throw new ReplyFormatException($"The server sent the reply code {hundreds}{tens}{ones}, which does not exist.");
        return (hundreds * 100) + (tens * 10) + ones;
    }

    private ReplyFormatException NoReply(ReadOnlySpan<byte> line)
    {
        if (InAuthentication) return new ReplyFormatException("The server sent a line that is no SMTP reply.");
        var quoted = string.Create(Math.Min(line.Length, MaxQuoted), line, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++) target[i] = source[i] is >= 0x20 and < 0x7f ? (char)source[i] : '?';
        });
        return new ReplyFormatException($"The server sent a line that is no SMTP reply: \"{quoted}\".");
    }

    // Every octet counts: the replies to RSET, MAIL and RCPT differ in one digit.
    private int Slot(ReadOnlySpan<byte> line)
    {
        var hash = 0u;
        foreach (var octet in line) hash = (hash * 31) + octet;
        return (int)((hash ^ (hash >> 8)) & (uint)(_cache.Length - 1));
    }

    private SmtpReply Single(int code, ReadOnlySpan<byte> line, ReadOnlySpan<byte> text)
    {
        if (line.Length > MaxCached) return new SmtpReply(code, Decode(text));
        ref var slot = ref _cache[Slot(line)];
        if (slot.Line is null || !line.SequenceEqual(slot.Line)) slot = (line.ToArray(), new SmtpReply(code, Decode(text)));
        return slot.Reply;
    }
}
