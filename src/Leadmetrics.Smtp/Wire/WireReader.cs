using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Leadmetrics.Smtp.Wire;

/// <summary>Reads whole replies from a stream. One reader at a time.</summary>
internal sealed class WireReader(Stream stream, ReplyParser parser)
{
    private readonly byte[] _buffer = new byte[2 * ReplyParser.MaxLine];
    private Stream _stream = stream;
    private int _start;
    private int _end;

    /// <summary>Whether bytes came that no reply has taken.</summary>
    public bool HasBufferedBytes => _end > _start;

    /// <summary>Goes on over another stream: TLS over the same socket.</summary>
    /// <param name="secured">The stream from now on.</param>
    public void SwitchTo(Stream secured) => _stream = secured;

    /// <summary>Takes a whole reply that has come already.</summary>
    /// <param name="reply">The reply.</param>
    /// <returns><see langword="false"/> where none has.</returns>
    /// <exception cref="ReplyFormatException">What came is no reply.</exception>
    public bool TryRead([NotNullWhen(true)] out SmtpReply? reply)
    {
        reply = null;
        if (_end == _start) return false;
        reply = parser.TryParse(_buffer.AsSpan(_start.._end), out var consumed);
        _start += consumed;
        return reply is not null;
    }

    /// <summary>Waits for one whole reply.</summary>
    /// <param name="cancellationToken">Ends the wait; the connection is of no use afterwards.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="ReplyFormatException">What came is no reply.</exception>
    /// <exception cref="EndOfStreamException">The server closed the connection.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SmtpReply> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryRead(out var reply)) return reply;
            MakeRoom();
            var read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                throw new EndOfStreamException(HasBufferedBytes || parser.InReply
                    ? "The server closed the connection in the middle of a reply."
                    : "The server closed the connection.");
            }

            _end += read;
        }
    }

    // What is left is at most one unfinished line, which the parser bounds to half the buffer.
    private void MakeRoom()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _buffer.Length)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
    }
}
