using System.Buffers;
using System.Globalization;
using System.Text;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp.Tests;

/// <summary>
/// Content that some server may take for the end of a message, with commands behind it, cut at every octet: what stands before the cut has left
/// when what stands behind it is written. Real servers get the same, uncut, in the integration tests.
/// </summary>
public sealed class SmugglingTests
{
    private const string Attack = "MAIL FROM:<evil@client.test>\r\n";

    // So much before the payload that each flush is a write to the socket, and for BDAT a chunk of its own.
    private static readonly byte[] Ahead = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 62) + "\r\n", ContentWriter.ChunkThreshold / 64)));

    private static readonly Dictionary<string, string> Payloads = new()
    {
        ["CRLF.CRLF"] = "b\r\n.\r\n" + Attack,
        ["LF.LF"] = "b\n.\n" + Attack,
        ["CR.CR"] = "b\r.\r" + Attack,
        ["LF.CRLF"] = "b\n.\r\n" + Attack,
        ["CRLF.LF"] = "b\r\n.\n" + Attack,
        ["CRLF.CR"] = "b\r\n.\r" + Attack,
        ["CR.LF"] = "b\r.\n" + Attack,
        ["CR.CRLF"] = "b\r.\r\n" + Attack,
        ["LF.CR"] = "b\n.\r" + Attack,
        ["CR CRLF.CRLF"] = "b\r\r\n.\r\n" + Attack,
        ["CRLF.CR CRLF"] = "b\r\n.\r\r\n" + Attack,
        ["CRLF NUL.CRLF"] = "b\r\n\0.\r\n" + Attack,
        ["CRLF.NUL CRLF"] = "b\r\n.\0\r\n" + Attack,
        ["a dot first"] = ".b\r\n..c\r\n...d\r\n",
        ["only a dot"] = ".",
        ["only a dot and a line end"] = ".\r\n",
        ["a dot last"] = "b\r\n.",
        ["a dot and a CR last"] = "b\r\n.\r",
        ["only dots"] = ".\r\n.\r\n.\r\n",
        ["a chunk"] = "b\r\nBDAT 5 LAST\r\nevil!RSET\r\n" + Attack,
    };

    public static TheoryData<string, bool> Table
    {
        get
        {
            var table = new TheoryData<string, bool>();
            foreach (var name in Payloads.Keys)
            {
                table.Add(name, false);
                table.Add(name, true);
            }

            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task One_message_arrives_as_it_was_written_wherever_it_is_cut(string name, bool chunking)
    {
        var payload = Encoding.Latin1.GetBytes(Payloads[name]);
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = new SmtpPool(chunking ? Given.ChunkingFor(server) : Given.OptionsFor(server), new SmtpPoolOptions { MaxConnections = 1, MaxMessagesPerConnection = 1000 });
        var sent = new List<byte[]>();
        for (var cut = 0; cut <= payload.Length; cut++)
        {
            byte[][] pieces = [payload[..cut], payload[cut..]];
            foreach (var ahead in new[] { Ahead, [] }) sent.Add([.. ahead, .. payload]);
            await SendAsync(pool, sent.Count - 2, [[.. Ahead, .. pieces[0]], pieces[1]]);
            await SendAsync(pool, sent.Count - 1, pieces);
        }

        Assert.Equal(sent.Count, server.Messages.Count);
        for (var i = 0; i < sent.Count; i++)
        {
            var message = server.Messages[i];
            Assert.Equal((Sender(i), chunking), (message.From, message.ByBdat));
            Assert.True(Sound(sent[i]).AsSpan().SequenceEqual(message.Content.Span), $"{name}, cut {i / 2}: {Encoding.Latin1.GetString(message.Content.Span[^Math.Min(100, message.Content.Length)..])}");
            if (chunking && i % 2 == 0 && i / 2 < payload.Length) Assert.Equal(2, message.Chunks.Count(octets => octets > 0));
        }

        // Each message is MAIL, RCPT and DATA or its chunks; the other words are about the connection, or forget an envelope.
        Assert.Single(server.Connections);
        var commands = server.Commands.Select(command => command.Verb).ToLookup(verb => verb);
        Assert.Equal((sent.Count, sent.Count, chunking ? 0 : sent.Count), (commands["MAIL"].Count(), commands["RCPT"].Count(), commands["DATA"].Count()));
        Assert.DoesNotContain(server.Commands, command => command.Verb is not ("EHLO" or "MAIL" or "RCPT" or "DATA" or "BDAT" or "RSET"));
    }

    private static string Sender(int number) => string.Create(CultureInfo.InvariantCulture, $"m{number}@client.test");

    private static async Task SendAsync(SmtpPool pool, int number, byte[][] pieces)
    {
        var content = Given.Content(async (output, cancellationToken) =>
        {
            foreach (var piece in pieces)
            {
                output.Write(piece);
                await output.FlushAsync(cancellationToken);
            }
        });
        var result = await pool.SendAsync(new SmtpTransaction(Given.Box(Sender(number)), [Given.Box("b@server.test")], content), Given.Cancel);
        Assert.Equal(SmtpOutcome.Accepted, result.Outcome);
    }

    // Each lone CR or LF becomes CRLF, and the last line ends. Octet by octet, as no writer of pieces does it.
    private static byte[] Sound(byte[] content)
    {
        var sound = new List<byte>(content.Length + 16);
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '\r' && i + 1 < content.Length && content[i + 1] == '\n') i++;
            if (content[i] is (byte)'\r' or (byte)'\n') sound.AddRange("\r\n"u8);
            else sound.Add(content[i]);
        }

        if (content[^1] is not ((byte)'\r' or (byte)'\n')) sound.AddRange("\r\n"u8);
        return [.. sound];
    }
}
