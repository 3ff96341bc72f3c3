using System.Buffers;
using System.IO.Pipelines;
using Leadmetrics.Smtp;
using MimeKit;

namespace Leadmetrics.Notifications.MailKit;

/// <summary>Runs the content of one transaction into a pipe of at most 64 KiB, and hands it to MailKit in the two halves that it knows: header section and body.</summary>
/// <remarks>
/// States: not started → header read → body handed over → ended. The content is run once, in the context of the one who opens the pump, and may serve two
/// connections where the first one died before it had taken anything but the header. Invariant: <see cref="WriteBodyAsync"/> ends well only where the
/// content did, with the number of octets that it had said.
/// </remarks>
internal sealed class ContentPump(SmtpContent content) : IDisposable
{
    private const int MaxHeader = 1024 * 1024;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, useSynchronizationContext: false));
    private readonly CancellationTokenSource _abandoned = new();
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly LineEnds _lineEnds = new();
    private Header[]? _header;
    private byte[] _rest = [];
    private long _octets;
    private bool _ended;

    /// <summary>Starts the content and reads its header section.</summary>
    /// <returns>One field whose raw value holds all the fields, or none for an empty section.</returns>
    public async ValueTask<IReadOnlyList<Header>> OpenAsync(CancellationToken cancellationToken)
    {
        if (_header is not null) return _header;
        _ = RunAsync();
        int end;
        while ((end = HeaderEnd(_buffer.WrittenSpan)) < 0 && !_ended && _buffer.WrittenCount <= MaxHeader)
        {
            await ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        if ((end < 0 ? _buffer.WrittenCount : end) > MaxHeader) throw NotAMessage($"has a header section of more than {MaxHeader} octets");

        // A message may end with its header section; MailKit then adds the empty line.
        var section = end < 0 ? _buffer.WrittenMemory : _buffer.WrittenMemory[..end];
        _rest = end < 0 ? [] : _buffer.WrittenSpan[(end + 2)..].ToArray();
        _header = section.IsEmpty ? [] : [AsOneField(section.Span)];
        _buffer.ResetWrittenCount();
        return _header;
    }

    /// <summary>Whether it is the connection that is at work, and not the content.</summary>
    public bool IsWritingOut { get; private set; }

    /// <summary>Writes all behind the empty line.</summary>
    /// <exception cref="InvalidOperationException">The content had another length than it said.</exception>
    public async ValueTask WriteBodyAsync(Stream output, CancellationToken cancellationToken)
    {
        await WriteOutAsync(_rest).ConfigureAwait(false);
        while (!_ended)
        {
            await ReadAsync(cancellationToken).ConfigureAwait(false);
            await WriteOutAsync(_buffer.WrittenMemory).ConfigureAwait(false);
            _buffer.ResetWrittenCount();
        }

        if (content.Length is { } length && length != _octets) throw new InvalidOperationException($"The content said that it has {length} octets and wrote {_octets}.");

        async ValueTask WriteOutAsync(ReadOnlyMemory<byte> octets)
        {
            IsWritingOut = true;
            await output.WriteAsync(octets, cancellationToken).ConfigureAwait(false);
            IsWritingOut = false;
        }
    }

    public void Dispose()
    {
        // Whatever the content still does, nobody takes it any more: not disposed, for the content may hold the token yet.
        _abandoned.Cancel();
        _pipe.Reader.Complete();
    }

    private static int HeaderEnd(ReadOnlySpan<byte> octets)
    {
        if (octets.StartsWith("\r\n"u8)) return 0;
        var end = octets.IndexOf("\r\n\r\n"u8);
        return end < 0 ? -1 : end + 2;
    }

    // MimeKit writes a raw value as it stands, so the octets of all fields stay ours, whatever they are.
    private static Header AsOneField(ReadOnlySpan<byte> section)
    {
        var colon = section.IndexOf((byte)':');
        if (colon <= 0 || section[..colon].ContainsAnyExceptInRange((byte)'!', (byte)'~') || section[..colon].Contains((byte)'\n')) throw NotAMessage("does not begin with a header field");
        byte[] name = [.. section[..colon], .. ":\r\n"u8];
        if (!Header.TryParse(name, out var header)) throw NotAMessage("does not begin with a header field");
        header.SetRawValue(section[(colon + 1)..].ToArray());
        return header;
    }

    private static SmtpException NotAMessage(string why) =>
        new(SmtpFailure.NotSupported, SmtpPhase.Mail, $"The content {why}, and MailKit sends messages alone (RFC 5322).") { ConnectionSurvives = true };

    private async Task RunAsync()
    {
        try
        {
            await content.WriteToAsync(_pipe.Writer, _abandoned.Token).ConfigureAwait(false);
            await _pipe.Writer.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Thrown again where the pipe is read.
            await _pipe.Writer.CompleteAsync(exception).ConfigureAwait(false);
        }
    }

    private async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        var read = await _pipe.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (var segment in read.Buffer) _lineEnds.Write(segment.Span, _buffer);
        _octets += read.Buffer.Length;
        _pipe.Reader.AdvanceTo(read.Buffer.End);
        if (!read.IsCompleted) return;
        _ended = true;
        _lineEnds.End(_buffer);
    }
}
