using System.Globalization;

namespace Leadmetrics.Notifications.Testing;

internal sealed partial class SmtpSession
{
    /// <summary>The code of a reply that a fault gave in mid-content: it was the reply to that content, and no other follows.</summary>
    private int _earlyReply;

    private async ValueTask DataAsync()
    {
        var reply = _transaction is null ? "503 5.5.1 Need MAIL command"
            : _transaction.Chunks.Count > 0 ? "503 5.5.1 DATA behind BDAT"
            : _transaction.Parameters.GetValueOrDefault("BODY") == "BINARYMIME" ? "503 5.5.1 BINARYMIME needs BDAT"
            : _transaction.Recipients.Count == 0 ? "503 5.5.1 Need RCPT command"
            : _transaction.Accepted == 0 ? _options.DataWithoutRecipients
            : "354 End data with <CR><LF>.<CR><LF>";
        if (await AnswerAsync(SmtpPoint.Data, reply).ConfigureAwait(false) != 354 || _over)
            return;
        var content = await ReadDottedAsync().ConfigureAwait(false);
        if (content is null)
            return;
        _connection.Add(new TranscriptLine(true, $"[content: {content.Length} octets]", _connection.IsTls));
        if (TakeEarlyReply())
            _transaction = null;
        else if (_transaction is null)
            await AnswerAsync(SmtpPoint.Dot, "503 5.5.1 Need MAIL command").ConfigureAwait(false);
        else
            await EndOfContentAsync(content, content.Length, false).ConfigureAwait(false);
    }

    /// <summary>Reads up to CRLF.CRLF and nothing else (RFC 5321 4.1.1.4), and takes the stuffed dots away.</summary>
    /// <returns>null where the connection ended before the end.</returns>
    private async ValueTask<byte[]?> ReadDottedAsync()
    {
        var pending = _server.Faults.NextContent(_connection.Number, _mails, _transaction?.DeclaredSize);
        using var wire = new MemoryStream();
        // The CRLF of the DATA line opens the first line of the content.
        wire.Write("\r\n"u8);
        while (true)
        {
            var searched = (int)Math.Max(0, wire.Length - 4);
            var buffered = _wire.Buffered.Length;
            wire.Write(_wire.Buffered);
            var end = wire.GetBuffer().AsSpan(searched, (int)wire.Length - searched).IndexOf("\r\n.\r\n"u8);
            var arrived = end < 0 ? wire.Length - 2 : searched + end;
            if (pending is { } fault && (arrived >= fault.At || (end >= 0 && fault.At == long.MaxValue)))
            {
                pending = null;
                await StrikeContentAsync(fault.Registration).ConfigureAwait(false);
                if (_over)
                    return null;
            }
            if (end >= 0)
            {
                var total = searched + end + 5;
                _wire.Consume(buffered - ((int)wire.Length - total));
                return Unstuff(wire.GetBuffer().AsSpan(2, searched + end + 2 - 2));
            }
            _wire.Consume(buffered);
            if (!await _wire.FillAsync(pending is { } next ? Math.Max(1, next.At - arrived) : long.MaxValue).ConfigureAwait(false))
            {
                _over = true;
                return null;
            }
        }
    }

    private static byte[] Unstuff(ReadOnlySpan<byte> stuffed)
    {
        var plain = new byte[stuffed.Length];
        var length = 0;
        if (stuffed.StartsWith("."u8))
            stuffed = stuffed[1..];
        while (true)
        {
            var dot = stuffed.IndexOf("\r\n."u8);
            var keep = dot < 0 ? stuffed.Length : dot + 2;
            stuffed[..keep].CopyTo(plain.AsSpan(length));
            length += keep;
            if (dot < 0)
                return plain[..length];
            stuffed = stuffed[(keep + 1)..];
        }
    }

    private async ValueTask BdatAsync(string argument)
    {
        var words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var last = words.Length == 2 && words[1].Equals("LAST", StringComparison.OrdinalIgnoreCase);
        if (!Capabilities.Chunking)
        {
            Write("502 5.5.1 BDAT is not offered");
            return;
        }
        if (words.Length is 0 or > 2 || (words.Length == 2 && !last)
            || !long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            Write("501 5.5.4 BDAT size [LAST] was expected");
            return;
        }
        var refusal = _transaction is null ? "503 5.5.1 Need MAIL command"
            : _transaction.Recipients.Count == 0 ? "503 5.5.1 Need RCPT command"
            : _transaction.Accepted == 0 ? "554 5.5.1 No valid recipients"
            : _transaction.ChunkRefused ? "503 5.5.1 Discarded after an earlier refusal"
            : null;
        if (refusal is not null && !_options.ReadRefusedChunks)
        {
            Write(refusal);
            return;
        }
        if (!await ReadChunkAsync(size, refusal is null ? _transaction : null).ConfigureAwait(false))
            return;
        _connection.Add(new TranscriptLine(true, $"[content: {size} octets]", _connection.IsTls));
        if (TakeEarlyReply())
        {
            if (_transaction is not null)
                _transaction.ChunkRefused = true;
        }
        else if (refusal is not null)
            await AnswerAsync(last ? SmtpPoint.Dot : SmtpPoint.Chunk, refusal).ConfigureAwait(false);
        else if (last)
            await EndOfContentAsync(_transaction!.ChunkContent?.ToArray() ?? [], _transaction.ChunkOctets, true).ConfigureAwait(false);
        else
            await EndOfChunkAsync(size).ConfigureAwait(false);
    }

    private async ValueTask EndOfChunkAsync(long size)
    {
        var reply = TooLarge(_transaction!.ChunkOctets) ? "552 5.3.4 Message size exceeds fixed limit" : $"250 2.0.0 Ok: {size} octets";
        if (!Positive(await AnswerAsync(SmtpPoint.Chunk, reply).ConfigureAwait(false)))
            _transaction.ChunkRefused = true;
    }

    private async ValueTask<bool> ReadChunkAsync(long size, SmtpTransaction? transaction)
    {
        var pending = _server.Faults.NextContent(_connection.Number, _mails, transaction?.DeclaredSize ?? size);
        var before = transaction?.ChunkOctets ?? 0;
        transaction?.Chunks.Add(size);
        var read = 0L;
        while (true)
        {
            if (pending is { } fault && before + read >= fault.At)
            {
                pending = null;
                await StrikeContentAsync(fault.Registration).ConfigureAwait(false);
                if (_over)
                    return false;
            }
            if (read == size)
                return true;
            var wanted = Math.Min(size - read, pending is { } next ? next.At - before - read : long.MaxValue);
            if (_wire.Buffered.IsEmpty && !await _wire.FillAsync(pending is null ? long.MaxValue : wanted).ConfigureAwait(false))
            {
                _over = true;
                return false;
            }
            var part = _wire.Buffered[..(int)Math.Min(wanted, _wire.Buffered.Length)];
            if (transaction is not null)
            {
                if (_options.KeepContent)
                    (transaction.ChunkContent ??= new MemoryStream()).Write(part);
                transaction.ChunkOctets += part.Length;
            }
            read += part.Length;
            _wire.Consume(part.Length);
        }
    }

    private bool TakeEarlyReply()
    {
        var early = _earlyReply;
        _earlyReply = 0;
        return early != 0;
    }

    private async ValueTask StrikeContentAsync(SmtpFaultRegistration registration)
    {
        _server.Faults.Fire(registration);
        _server.Points.Visit(registration.Point);
        _earlyReply = await ActAsync(registration.Fault, null).ConfigureAwait(false);
    }

    private async ValueTask EndOfContentAsync(byte[] content, long size, bool byBdat)
    {
        var transaction = _transaction!;
        // A transaction ends with its content, whatever the answer is (RFC 5321 4.1.1.4).
        _transaction = null;
        var message = new ReceivedMessage
        {
            Id = _server.NextMessageId(),
            Connection = _connection.Number,
            Number = _mails,
            From = transaction.From,
            MailParameters = transaction.Parameters,
            Recipients = transaction.Recipients,
            Content = _options.KeepContent ? content : [],
            Size = size,
            ByBdat = byBdat,
            Chunks = transaction.Chunks,
            AuthenticatedUser = _connection.AuthenticatedUser,
            IsTls = _connection.IsTls,
            EhloName = _connection.EhloName,
            ReceivedAt = _options.TimeProvider.GetUtcNow(),
        };
        var reply = TooLarge(size) ? "552 5.3.4 Message size exceeds fixed limit"
            : _options.MessageReply?.Invoke(message)
                ?? (transaction.Accepted == 0 ? "554 5.5.1 No valid recipients" : $"250 2.0.0 Ok: queued as {message.Id}");
        // A test that has seen the reply must find the message; and one whose reply a fault swallows was accepted all the same.
        _onDecided = code => _server.Record(message with { ReplyCode = code }, code == 0 ? ReplyText.Code(Shape(reply)) : code);
        await AnswerAsync(SmtpPoint.Dot, reply).ConfigureAwait(false);
    }

    private bool TooLarge(long size) => Capabilities.Size is > 0 and { } limit && size > limit;
}
