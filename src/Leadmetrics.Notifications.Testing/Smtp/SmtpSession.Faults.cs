using System.Net.Sockets;
using System.Text;

namespace Leadmetrics.Notifications.Testing;

internal sealed partial class SmtpSession
{
    private static readonly TimeSpan QuietPeriod = TimeSpan.FromMilliseconds(20);

    private string _lastReply = "";
    private Action<int>? _onDecided;

    /// <summary>Gives the usual reply, or what the script has in its place.</summary>
    /// <param name="point">Where the dialogue stands.</param>
    /// <param name="reply">The usual reply; null where none is due here.</param>
    /// <returns>The code that went out; 0 where none did, and where the connection is over.</returns>
    private ValueTask<int> AnswerAsync(SmtpPoint point, string? reply)
    {
        var fault = _server.Faults.Take(point, _connection.Number, _mails);
        _server.Points.Visit(point);
        if (fault is not null)
            return ActAsync(fault, reply);
        return ValueTask.FromResult(reply is null ? 0 : Decide(Shape(reply)));
    }

    private int Decide(byte[] reply)
    {
        var code = ReplyText.Code(reply);
        Decided(code);
        Write(reply);
        return code;
    }

    private void Decided(int code)
    {
        var decided = _onDecided;
        _onDecided = null;
        decided?.Invoke(code);
    }

    private async ValueTask<int> ActAsync(SmtpFault fault, string? reply)
    {
        var usual = reply is null ? [] : Shape(reply);
        var code = 0;
        switch (fault.Kind)
        {
            case SmtpFaultKind.Close:
                Decided(0);
                await CloseAsync().ConfigureAwait(false);
                return 0;
            case SmtpFaultKind.Reset:
                Decided(0);
                await ResetAsync().ConfigureAwait(false);
                return 0;
            case SmtpFaultKind.Silence:
                Decided(0);
                await FallSilentAsync().ConfigureAwait(false);
                return 0;
            case SmtpFaultKind.Stall:
                Decided(0);
                await _wire.FlushAsync().ConfigureAwait(false);
                _over = true;
                await WaitForStopAsync().ConfigureAwait(false);
                return 0;
            case SmtpFaultKind.Endless:
                Decided(0);
                _over = true;
                await _wire.WriteForeverAsync(fault.Bytes).ConfigureAwait(false);
                return 0;
            case SmtpFaultKind.Reply:
                code = Decide(fault.Bytes);
                break;
            case SmtpFaultKind.Bytes:
                code = ReplyText.Code(fault.Bytes) is > 0 and var given ? given : ReplyText.Code(usual);
                await _wire.FlushAsync().ConfigureAwait(false);
                Decided(code);
                Write(fault.Bytes);
                await _wire.FlushAsync(fault.OneBytePerPacket).ConfigureAwait(false);
                break;
            case SmtpFaultKind.Half:
                Decided(0);
                Write(usual.AsSpan(0, fault.Count == 0 ? usual.Length / 2 : Math.Min(fault.Count, usual.Length)));
                return await ActAsync(fault.Next!, null).ConfigureAwait(false);
            case SmtpFaultKind.Hold:
                await _wire.FlushAsync().ConfigureAwait(false);
                await fault.Release.WaitAsync(_stopping).ConfigureAwait(false);
                return fault.Next is { } next ? await ActAsync(next, reply).ConfigureAwait(false)
                    : reply is null ? 0
                    : Decide(usual);
            case SmtpFaultKind.Inject:
                code = Decide(usual);
                Write(fault.Bytes);
                await _wire.FlushAsync().ConfigureAwait(false);
                break;
            case SmtpFaultKind.FirstOfGroup:
                code = Decide(usual);
                if (!_wire.Buffered.IsEmpty)
                    await FallSilentAsync().ConfigureAwait(false);
                return code;
            case SmtpFaultKind.RefuseBehindDot:
                code = Decide(usual);
                await RefuseBehindAsync(fault.Count).ConfigureAwait(false);
                return code;
        }
        if (fault.Next is { } then)
            await ActAsync(then, null).ConfigureAwait(false);
        return code;
    }

    private async ValueTask RefuseBehindAsync(int hangUpPast)
    {
        await _wire.FillUntilQuietAsync(QuietPeriod, _options.TimeProvider).ConfigureAwait(false);
        if (_wire.Buffered.Length > hangUpPast)
        {
            await CloseAsync().ConfigureAwait(false);
            return;
        }
        while (_wire.TryReadLine(out var line, out var bareLf))
        {
            Record(line.Span, bareLf);
            Write("503 5.5.1 Command is not allowed behind the dot");
        }
    }

    private async ValueTask CloseAsync()
    {
        _over = true;
        await _wire.FlushAsync().ConfigureAwait(false);
        _socket.Shutdown(SocketShutdown.Send);
        // Closing a socket with unread input makes the kernel send RST; reading to the end keeps this a FIN.
        await _wire.DrainAsync().ConfigureAwait(false);
    }

    private async ValueTask ResetAsync()
    {
        _over = true;
        await _wire.FlushAsync().ConfigureAwait(false);
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    private async ValueTask FallSilentAsync()
    {
        _over = true;
        await _wire.FlushAsync().ConfigureAwait(false);
        await _wire.DrainAsync().ConfigureAwait(false);
    }

    private async ValueTask WaitForStopAsync()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (_stopping.Register(() => stopped.TrySetResult()).ConfigureAwait(false))
            await stopped.Task.ConfigureAwait(false);
    }

    /// <summary>The reply as bytes, without its enhanced code where the server does not offer those.</summary>
    private byte[] Shape(string reply)
    {
        if (!Capabilities.EnhancedStatusCodes)
        {
            var words = reply.Split(' ', 3);
            if (words.Length == 3 && words[1].Count(c => c == '.') == 2 && words[1].All(c => char.IsAsciiDigit(c) || c == '.'))
                reply = $"{words[0]} {words[2]}";
        }
        return ReplyText.Encode(reply);
    }

    private void Write(string reply) => Write(Shape(reply));

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        _wire.Write(bytes);
        _lastReply = Encoding.UTF8.GetString(bytes).TrimEnd('\r', '\n');
        if (!_options.KeepTranscript)
            return;
        foreach (var line in _lastReply.Split("\r\n"))
            _connection.Add(new TranscriptLine(false, line, _connection.IsTls));
    }
}
