using System.Net.Sockets;

namespace Leadmetrics.Chaos.Sinks;

/// <summary>One dialogue of a sink (RFC 5321, PIPELINING of RFC 2920): as little as a client needs, and nothing of the library's own.</summary>
internal sealed class SinkSession(SmtpSink sink, Socket socket)
{
    private readonly SinkWire _wire = new(socket);
    private readonly List<string> _recipients = [];
    private string _client = "";
    private bool _hasSender;
    private bool _isCut;

    public async Task RunAsync(CancellationToken ending)
    {
        await sink.WhileItHangsAsync(ending);
        var greeting = sink.Mood.Greeting ?? "220 sink.test ESMTP";
        _wire.Say(greeting);
        if (greeting[0] is '4' or '5')
        {
            await _wire.FlushAsync(ending);
            return;
        }

        while (await _wire.ReadAsync(ending) is { } line)
        {
            await sink.WhileItHangsAsync(ending);
            if (await AnswerAsync(line, ending)) continue;
            if (!_isCut) await _wire.FlushAsync(ending);
            return;
        }
    }

    // Whether the dialogue goes on.
    private async ValueTask<bool> AnswerAsync(string line, CancellationToken ending)
    {
        switch (line.Split(' ', 2)[0].ToUpperInvariant())
        {
            case "EHLO" or "HELO":
                _client = line[4..].Trim();
                Forget();
                foreach (var word in (string[])["sink.test", "PIPELINING", "8BITMIME", "SIZE 52428800", "ENHANCEDSTATUSCODES"]) _wire.Say("250-" + word);
                _wire.Say("250 AUTH PLAIN");
                return true;
            case "AUTH":
                _wire.Say(sink.Mood.Auth ?? "235 2.7.0 welcome");
                return true;
            case "MAIL":
                if (sink.Mood.Mail is null) _hasSender = true;
                _wire.Say(sink.Mood.Mail ?? "250 2.1.0 ok");
                return true;
            case "RCPT":
                return Recipient(line);
            case "DATA":
                if (_recipients.Count > 0) return await TakeAsync(ending);
                _wire.Say("503 5.5.1 no recipients");
                return true;
            case "RSET":
                Forget();
                _wire.Say("250 2.0.0 ok");
                return true;
            case "NOOP":
                _wire.Say("250 2.0.0 ok");
                return true;
            case "QUIT":
                _wire.Say("221 2.0.0 bye");
                return false;
            default:
                _wire.Say("500 5.5.2 what?");
                return true;
        }
    }

    private bool Recipient(string line)
    {
        if (!_hasSender) _wire.Say("503 5.5.1 no sender");
        else if (sink.Mood.Recipient is { } refusal) _wire.Say(refusal);
        else
        {
            _recipients.Add(line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.LastIndexOf('>')]);
            _wire.Say("250 2.1.5 ok");
        }

        return true;
    }

    private async ValueTask<bool> TakeAsync(CancellationToken ending)
    {
        _wire.Say("354 go on");
        if (sink.Mood.Cut == Cut.BeforeDot)
        {
            await _wire.ReadAsync(ending);
            return Break();
        }

        if (await ReadMailAsync(ending) is not { } mail) return Break();
        using var deciding = sink.Decide();
        await sink.WhileItHangsAsync(ending);
        var mood = sink.Mood;
        if (sink.Came is { } came && !await came(mail)) return Break();
        if (mood.DotDelay > TimeSpan.Zero) await Task.Delay(mood.DotDelay, TimeProvider.System, ending);
        if (mood.Cut == Cut.AfterDotLost) return Break();
        if (mood.Dot is { } refusal)
        {
            _wire.Say(refusal);
        }
        else
        {
            sink.Take(mail);
            if (mood.Cut == Cut.AfterDotTaken) return Break();
            _wire.Say("250 2.0.0 taken");
        }

        Forget();
        return true;
    }

    private async ValueTask<SinkMail?> ReadMailAsync(CancellationToken ending)
    {
        string messageId = "", subject = "", field = "";
        var isHeader = true;
        while (await _wire.ReadAsync(ending) is { } line)
        {
            if (line == ".") return new SinkMail(_client, messageId, subject, [.. _recipients], TimeProvider.System.GetUtcNow());
            if (!isHeader) continue;
            if (line.Length > 0 && line[0] is ' ' or '\t')
            {
                field += line;
            }
            else
            {
                if (field.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase)) messageId = field[11..].Trim().Trim('<', '>');
                else if (field.StartsWith("Subject:", StringComparison.OrdinalIgnoreCase)) subject = field[8..].Trim();
                field = line;
                isHeader = line.Length > 0;
            }
        }

        return null;
    }

    private void Forget()
    {
        _recipients.Clear();
        _hasSender = false;
    }

    private bool Break()
    {
        _isCut = true;
        return false;
    }
}
