using System.Buffers;
using System.IO.Pipelines;

namespace Leadmetrics.Smtp.Wire;

/// <summary>The pipe that a message's content is written to: makes every line end CRLF, and stuffs dots (RFC 5321 section 4.5.2) or makes chunks (RFC 3030).</summary>
/// <remarks>
/// State, across every chunk boundary: at the start of a line or not; the last octet was a CR or not. The CR itself is already out.
/// Invariant: what is out is well formed but for that one CR, so the only repair ever needed is to insert one octet before the next one:
/// LF behind a lone CR, CR before a lone LF, a dot before a dot that opens a line. Where nothing needs repair (our own MIME writer
/// never does) the octets stay where the content put them: in the connection's buffer, without a copy.
/// Small flushes gather: octets leave when <see cref="WireWriter.FlushThreshold"/> is passed, the last ones together with the dot; a chunk leaves
/// when <see cref="ChunkThreshold"/> is.
/// Used for one message at a time: <see cref="Begin"/> or <see cref="BeginChunk"/>, the content, <see cref="End"/>.
/// </remarks>
internal sealed class ContentWriter(WireWriter output, Func<CancellationToken, ValueTask> send, ISmtpTranscript? transcript = null) : PipeWriter
{
    /// <summary>From this many octets on, a chunk is sent.</summary>
    public const int ChunkThreshold = 96 * 1024;

    private const int LeastRoom = 4096;

    private readonly ChunkFrame _chunk = new(output, transcript);

    private bool _atLineStart;
    private bool _lastWasCr;
    private bool _stuffDots;
    private bool _completed;
    private long _unflushed;

    /// <summary>Octets that the content wrote, before any repair.</summary>
    public long ContentOctets { get; private set; }

    /// <summary>What the content completed the pipe with, if it did.</summary>
    public Exception? CompletedWith { get; private set; }

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _unflushed;

    /// <summary>Whether a chunk is open.</summary>
    public bool InChunk => _chunk.IsOpen;

    /// <summary>Starts a message.</summary>
    /// <param name="stuffDots">For DATA; a chunk carries dots as they are.</param>
    public void Begin(bool stuffDots)
    {
        _atLineStart = true;
        _lastWasCr = false;
        _stuffDots = stuffDots;
        _completed = false;
        _unflushed = 0;
        ContentOctets = 0;
        CompletedWith = null;
    }

    /// <summary>Starts a message that travels in chunks.</summary>
    /// <param name="expected">The content's octets, where they are known: a guess at the first chunk's, no more.</param>
    public void BeginChunk(long? expected)
    {
        Begin(stuffDots: false);
        if (expected <= ChunkThreshold) _chunk.Open(expected.GetValueOrDefault(), isLast: true);
        else _chunk.Open(ChunkThreshold, isLast: false);
    }

    /// <summary>Goes on with another chunk.</summary>
    public void BeginNextChunk()
    {
        _completed = false;
        _chunk.Open(ChunkThreshold, isLast: false);
    }

    /// <summary>Ends a chunk: what waits may be sent.</summary>
    /// <param name="isLast">Whether the message ends with it.</param>
    /// <remarks>Nothing can be written until another one is begun: it would leave as a command.</remarks>
    public void EndChunk(bool isLast)
    {
        _completed = true;
        _chunk.Close(isLast);
    }

    /// <summary>Forgets an open chunk, where there is one.</summary>
    public void DropChunk()
    {
        _completed = true;
        _chunk.Drop();
    }

    /// <summary>Ends the last line where the content did not.</summary>
    public void End()
    {
        _completed = true;
        if (_lastWasCr) output.Write("\n"u8);
        else if (!_atLineStart) output.Write("\r\n"u8);
        _lastWasCr = false;
        _atLineStart = true;
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        ThrowIfCompleted();
        return output.GetMemory(Math.Max(sizeHint, LeastRoom));
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        ThrowIfCompleted();
        return output.GetSpan(Math.Max(sizeHint, LeastRoom));
    }

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        ThrowIfCompleted();
        var written = output.Unadvanced(bytes);
        Count(bytes);
        var sound = Sound(written);
        if (sound == bytes)
        {
            output.Advance(bytes);
            return;
        }

        var rest = ArrayPool<byte>.Shared.Rent(bytes - sound);
        written[sound..].CopyTo(rest);
        output.Advance(sound);
        Repair(rest.AsSpan(0, bytes - sound));
        ArrayPool<byte>.Shared.Return(rest);
    }

    /// <inheritdoc/>
    public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        ThrowIfCompleted();
        while (!source.IsEmpty)
        {
            var slice = source[..Math.Min(source.Length, WireWriter.FlushThreshold)];
            source = source[slice.Length..];
            Count(slice.Length);
            Repair(slice.Span);
            if (output.Count >= Threshold) await send(cancellationToken).ConfigureAwait(false);
        }

        _unflushed = 0;
        return default;
    }

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        _unflushed = 0;
        if (_completed || output.Count < Threshold) return default;
        var sending = send(cancellationToken);
        if (!sending.IsCompletedSuccessfully) return AwaitAsync(sending);
        sending.GetAwaiter().GetResult();
        return default;

        static async ValueTask<FlushResult> AwaitAsync(ValueTask sending)
        {
            await sending.ConfigureAwait(false);
            return default;
        }
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        _completed = true;
        CompletedWith = exception;
    }

    /// <summary>Nothing ever waits here longer than the connection takes: there is no pending flush to cancel.</summary>
    public override void CancelPendingFlush()
    {
    }

    private int Threshold => InChunk ? ChunkThreshold : WireWriter.FlushThreshold;

    private void ThrowIfCompleted()
    {
        if (_completed) throw new InvalidOperationException("The content has ended.");
    }

    private void Count(int octets)
    {
        ContentOctets += octets;
        _unflushed += octets;
    }

    private void Repair(ReadOnlySpan<byte> source)
    {
        while (true)
        {
            var sound = Sound(source);
            output.Write(source[..sound]);
            if (sound == source.Length) return;
            source = source[sound..];
            if (_lastWasCr)
            {
                output.Write("\n"u8);
                _lastWasCr = false;
                _atLineStart = true;
            }
            else if (source[0] == '\n')
            {
                output.Write("\r"u8);
                _lastWasCr = true;
            }
            else
            {
                output.Write("."u8);
                _atLineStart = false;
            }
        }
    }

    // How many octets may go as they are, the state moved over them. Stops before the first octet that needs another one before it.
    private int Sound(ReadOnlySpan<byte> source)
    {
        var at = 0;
        while (at < source.Length)
        {
            if (_lastWasCr)
            {
                if (source[at] != '\n') return at;
                at++;
                _lastWasCr = false;
                _atLineStart = true;
                continue;
            }

            if (_atLineStart && _stuffDots && source[at] == '.') return at;
            var lineEnd = source[at..].IndexOfAny((byte)'\r', (byte)'\n');
            if (lineEnd < 0)
            {
                _atLineStart = false;
                return source.Length;
            }

            if (lineEnd > 0) _atLineStart = false;
            at += lineEnd;
            if (source[at] == '\n') return at;
            _lastWasCr = true;
            at++;
        }

        return at;
    }
}
