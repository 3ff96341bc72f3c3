using System.Buffers;
using System.Net.Sockets;
using System.Text;

namespace Leadmetrics.Notifications.Testing;

/// <summary>One run of a raw script on one connection.</summary>
internal sealed class RawPlay(Socket socket, RawPacing pacing, CancellationToken stopping) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _received = new();
    private readonly ArrayBufferWriter<byte> _out = new();
    private readonly byte[] _chunk = new byte[8192];
    private int _taken;

    public byte[] Received => _received.WrittenSpan.ToArray();

    private ReadOnlySpan<byte> Waiting => _received.WrittenSpan[_taken..];

    /// <returns>What went against the script; null where nothing did.</returns>
    public async Task<string?> RunAsync(IReadOnlyList<RawStep> script)
    {
        foreach (var step in script)
        {
            if (step.Kind == RawStepKind.Send)
            {
                _out.Write(step.Bytes);
                continue;
            }
            await FlushAsync().ConfigureAwait(false);
            switch (step.Kind)
            {
                case RawStepKind.Close:
                    socket.Shutdown(SocketShutdown.Send);
                    return null;
                case RawStepKind.Reset:
                    socket.LingerState = new LingerOption(true, 0);
                    socket.Close();
                    return null;
            }
            if (await ExpectAsync(step).ConfigureAwait(false) is { } mismatch)
                return mismatch;
        }
        await FlushAsync().ConfigureAwait(false);
        return null;
    }

    public async Task DrainAsync()
    {
        while (await FillAsync().ConfigureAwait(false))
        {
            // Recording is all that is left to do.
        }
    }

    public void Dispose() => socket.Dispose();

    private async Task<string?> ExpectAsync(RawStep step)
    {
        int length;
        while ((length = step.Kind == RawStepKind.ExpectLine ? Waiting.IndexOf((byte)'\n') + 1 : Waiting.Length >= step.Bytes.Length ? step.Bytes.Length : 0) == 0)
        {
            if (!await FillAsync().ConfigureAwait(false))
                return $"The client closed where {(step.Kind == RawStepKind.ExpectLine ? step.Pattern : Encoding.Latin1.GetString(step.Bytes))} was expected.";
        }
        var given = Waiting[..length].ToArray();
        _taken += length;
        if (step.Kind == RawStepKind.ExpectBytes)
            return given.AsSpan().SequenceEqual(step.Bytes) ? null : $"Expected {Encoding.Latin1.GetString(step.Bytes)}, got {Encoding.Latin1.GetString(given)}";
        var line = ReplyText.Decode(given).TrimEnd('\r', '\n');
        return step.Matches(line) ? null : $"Expected {step.Pattern}, got {line}";
    }

    private async Task FlushAsync()
    {
        var rest = _out.WrittenMemory;
        while (!rest.IsEmpty)
        {
            var newLine = rest.Span.IndexOf((byte)'\n');
            var count = pacing switch
            {
                RawPacing.Bytes => 1,
                RawPacing.Lines when newLine >= 0 => newLine + 1,
                _ => rest.Length,
            };
            for (var piece = rest[..count]; !piece.IsEmpty;)
                piece = piece[await socket.SendAsync(piece, stopping).ConfigureAwait(false)..];
            rest = rest[count..];
            if (pacing != RawPacing.Whole)
                await Task.Yield();
        }
        _out.ResetWrittenCount();
    }

    private async Task<bool> FillAsync()
    {
        var read = await socket.ReceiveAsync(_chunk, stopping).ConfigureAwait(false);
        _received.Write(_chunk.AsSpan(0, read));
        return read > 0;
    }
}
