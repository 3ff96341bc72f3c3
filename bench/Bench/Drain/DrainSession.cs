using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Leadmetrics.Bench.Drain;

/// <summary>One dialogue of the drain sink: answers every command at once, and looks at content only for its end.</summary>
/// <remarks>
/// States: command, content until the dot, chunk until its last octet. A recipient is known from RCPT until the message ends, RSET or EHLO;
/// DATA without one is refused, so that a client whose groups go astray is not flattered. A BDAT without one is drained and refused.
/// </remarks>
internal sealed class DrainSession(bool chunking)
{
    private const int LongestLine = 4096;

    private readonly ArrayBufferWriter<byte> _line = new(LongestLine);
    private State _state;
    private DotFinder _dot;
    private long _chunk;
    private bool _last;
    private bool _refuseChunk;
    private bool _recipient;

    private enum State
    {
        Command,
        Data,
        Chunk,
        Ended,
    }

    /// <summary>Messages taken so far.</summary>
    public int Messages { get; private set; }

    /// <summary>Whether the client has said QUIT, or what no client says.</summary>
    public bool HasEnded => _state == State.Ended;

    /// <summary>What the server says first.</summary>
    public static ReadOnlySpan<byte> Greeting => "220 drain.bench.test ESMTP\r\n"u8;

    /// <summary>Takes what came.</summary>
    /// <param name="input">Octets, however they were cut.</param>
    /// <param name="replies">Where the replies go.</param>
    public void Feed(ReadOnlySpan<byte> input, IBufferWriter<byte> replies)
    {
        while (!input.IsEmpty && _state != State.Ended)
        {
            input = _state switch
            {
                State.Data => FeedData(input, replies),
                State.Chunk => FeedChunk(input, replies),
                _ => FeedLine(input, replies),
            };
        }
    }

    private ReadOnlySpan<byte> FeedData(ReadOnlySpan<byte> input, IBufferWriter<byte> replies)
    {
        var end = _dot.Find(input);
        if (end < 0) return default;
        Take(replies);
        return input[end..];
    }

    private ReadOnlySpan<byte> FeedChunk(ReadOnlySpan<byte> input, IBufferWriter<byte> replies)
    {
        var part = (int)Math.Min(_chunk, input.Length);
        _chunk -= part;
        if (_chunk == 0) EndChunk(replies);
        return input[part..];
    }

    private ReadOnlySpan<byte> FeedLine(ReadOnlySpan<byte> input, IBufferWriter<byte> replies)
    {
        var end = input.IndexOf((byte)'\n');
        var part = end < 0 ? input : input[..end];
        if (_line.WrittenCount + part.Length > LongestLine)
        {
            replies.Write("500 5.5.2 Line too long\r\n"u8);
            _state = State.Ended;
            return default;
        }

        if (end < 0)
        {
            _line.Write(part);
            return default;
        }

        if (_line.WrittenCount == 0)
        {
            Answer(part.TrimEnd((byte)'\r'), replies);
        }
        else
        {
            _line.Write(part);
            Answer(_line.WrittenSpan.TrimEnd((byte)'\r'), replies);
            _line.ResetWrittenCount();
        }

        return input[(end + 1)..];
    }

    private void Answer(ReadOnlySpan<byte> line, IBufferWriter<byte> replies)
    {
        if (Is(line, "MAIL"u8))
        {
            replies.Write("250 2.1.0 Ok\r\n"u8);
        }
        else if (Is(line, "RCPT"u8))
        {
            _recipient = true;
            replies.Write("250 2.1.5 Ok\r\n"u8);
        }
        else if (Is(line, "DATA"u8))
        {
            if (_recipient) (_state, _dot) = (State.Data, DotFinder.AtStart);
            replies.Write(_recipient ? "354 End data with <CR><LF>.<CR><LF>\r\n"u8 : "503 5.5.1 No recipient\r\n"u8);
        }
        else if (chunking && Is(line, "BDAT"u8))
        {
            BeginChunk(line[4..], replies);
        }
        else if (Is(line, "EHLO"u8))
        {
            _recipient = false;
            replies.Write("250-drain.bench.test\r\n250-PIPELINING\r\n250-SIZE\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n"u8);
            replies.Write(chunking ? "250-CHUNKING\r\n250 SMTPUTF8\r\n"u8 : "250 SMTPUTF8\r\n"u8);
        }
        else if (Is(line, "HELO"u8) || Is(line, "RSET"u8))
        {
            _recipient = false;
            replies.Write("250 2.0.0 Ok\r\n"u8);
        }
        else if (Is(line, "NOOP"u8))
        {
            replies.Write("250 2.0.0 Ok\r\n"u8);
        }
        else if (Is(line, "QUIT"u8))
        {
            _state = State.Ended;
            replies.Write("221 2.0.0 Bye\r\n"u8);
        }
        else
        {
            replies.Write("500 5.5.2 Unknown command\r\n"u8);
        }
    }

    private void BeginChunk(ReadOnlySpan<byte> arguments, IBufferWriter<byte> replies)
    {
        arguments = arguments.TrimStart((byte)' ');
        if (!Utf8Parser.TryParse(arguments, out long length, out var digits) || length < 0)
        {
            // Where the next command begins, nobody knows.
            replies.Write("501 5.5.4 BDAT length [LAST]\r\n"u8);
            _state = State.Ended;
            return;
        }

        _last = Is(arguments[digits..].TrimStart((byte)' '), "LAST"u8);
        _refuseChunk = !_recipient;
        _chunk = length;
        _state = State.Chunk;
        if (length == 0) EndChunk(replies);
    }

    private void EndChunk(IBufferWriter<byte> replies)
    {
        if (_refuseChunk)
        {
            _state = State.Command;
            replies.Write("503 5.5.1 No recipient\r\n"u8);
        }
        else if (_last)
        {
            Take(replies);
        }
        else
        {
            _state = State.Command;
            replies.Write("250 2.0.0 Chunk taken\r\n"u8);
        }
    }

    private void Take(IBufferWriter<byte> replies)
    {
        Messages++;
        _recipient = false;
        _state = State.Command;
        replies.Write("250 2.0.0 Ok: drained\r\n"u8);
    }

    private static bool Is(ReadOnlySpan<byte> line, ReadOnlySpan<byte> verb) =>
        line.Length >= verb.Length && Ascii.EqualsIgnoreCase(line[..verb.Length], verb) && (line.Length == verb.Length || line[verb.Length] is (byte)' ' or (byte)':');
}
