using BenchmarkDotNet.Attributes;
using Leadmetrics.Smtp;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Bench.Micro;

/// <summary>Reading what a server says: the replies to one message in one packet, one whose id is new each time, and the answer to EHLO.</summary>
[MemoryDiagnoser]
public class ReplyParsing
{
    private static readonly byte[] Group = "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 End data with <CR><LF>.<CR><LF>\r\n250 2.0.0 Ok: drained\r\n"u8.ToArray();
    private static readonly byte[] Ehlo = "250-mail.example.test\r\n250-PIPELINING\r\n250-SIZE 36700160\r\n250-ETRN\r\n250-STARTTLS\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250-DSN\r\n250-SMTPUTF8\r\n250 CHUNKING\r\n"u8.ToArray();
    private readonly byte[] _queued = "250 2.0.0 Ok: queued as 0000000000\r\n"u8.ToArray();
    private readonly ReplyParser _parser = new(transcript: null);
    private uint _id;

    [Benchmark]
    public int FourRepliesInOnePacket() => Parse(Group);

    [Benchmark]
    public int ReplyThatIsNewEachTime()
    {
        _id++;
        for (var i = 0; i < 8; i++) _queued[^(i + 3)] = (byte)('0' + ((_id >> (4 * i)) & 7));
        return Parse(_queued);
    }

    [Benchmark]
    public int AnswerToEhlo() => Parse(Ehlo);

    private int Parse(ReadOnlySpan<byte> octets)
    {
        var codes = 0;
        while (!octets.IsEmpty && _parser.TryParse(octets, out var consumed) is SmtpReply reply)
        {
            codes += reply.Code;
            octets = octets[consumed..];
        }

        return codes;
    }
}
