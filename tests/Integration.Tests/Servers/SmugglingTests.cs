using System.Text;
using Leadmetrics.Peers;
using Leadmetrics.Smtp;

namespace Leadmetrics.Integration.Servers;

/// <summary>Content that some server may take for the end of a message: each real server gets one message, with every octet of it once the line ends are CRLF.</summary>
public sealed class SmugglingTests(PeerFixture<PostfixPeer> postfixes)
{
    private const string Attack = "MAIL FROM:<evil@client.test>\r\nRCPT TO:<box@example.test>\r\nDATA\r\nSubject: evil\r\n\r\nevil\r\n.\r\n";

    private static readonly (string Name, string Body)[] Bodies =
    [
        ("CRLF.CRLF", "before\r\n.\r\n" + Attack),
        ("LF.LF", "before\n.\n" + Attack),
        ("CR.CR", "before\r.\r" + Attack),
        ("LF.CRLF", "before\n.\r\n" + Attack),
        ("CRLF.LF", "before\r\n.\n" + Attack),
        ("CRLF.CR", "before\r\n.\r" + Attack),
        ("CR.LF", "before\r.\n" + Attack),
        ("CR CRLF.CRLF", "before\r\r\n.\r\n" + Attack),
        ("CRLF NUL.CRLF", "before\r\n\0.\r\n" + Attack),
        ("CRLF.NUL CRLF", "before\r\n.\0\r\n" + Attack),
        ("a dot first", ".first\r\n..second\r\n...third\r\n"),
        ("only a dot", "."),
        ("only dots", ".\r\n.\r\n.\r\n"),
        ("a line of BDAT", "BDAT 5 LAST\r\nevil!RSET\r\n" + Attack),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Postfix_sees_one_message_each(bool chunking)
    {
        var postfix = await postfixes.GetAsync();
        await SendAsync(postfix.RelayPort, chunking, async name => await File.ReadAllBytesAsync(await postfix.DeliveredAsync($"<{name}@", Cancel), Cancel), isMaildir: true);
        Assert.DoesNotContain(Directory.GetFiles(postfix.NewMail), file => File.ReadLines(file).First() == "Return-Path: <evil@client.test>");
    }

    [Fact]
    public async Task SmtpServer_sees_one_message_each()
    {
        await using var server = new SmtpServerPeer();
        await server.StartAsync(Cancel);
        await SendAsync(server.Port, chunking: true, async name => (await server.MessagesAsync(Cancel)).Single(mail => Wire.NameOf(mail.Content) == name).Content);
        var arrived = await server.MessagesAsync(Cancel);
        Assert.Equal(Bodies.Length, arrived.Count);
        Assert.All(arrived, mail => Assert.Equal(Wire.NameOf(mail.Content) + "@client.test", mail.From));
    }

    [Fact]
    public async Task Haraka_sees_one_message_each()
    {
        await using var haraka = new HarakaPeer();
        await haraka.StartAsync(Cancel);
        await SendAsync(haraka.Port, chunking: true, async name => (await haraka.MessagesAsync(Cancel)).Single(mail => Wire.NameOf(mail.Content) == name).Content);
        var arrived = await haraka.MessagesAsync(Cancel);
        Assert.Equal(Bodies.Length, arrived.Count);
        Assert.All(arrived, mail => Assert.Equal(Wire.NameOf(mail.Content) + "@client.test", mail.From));
    }

    // One behind the other over one connection, so that what one of them opened would be the next one's trouble.
    private static async Task SendAsync(int port, bool chunking, Func<string, Task<byte[]>> arrivedAsync, bool isMaildir = false)
    {
        var run = Guid.NewGuid().ToString("N");
        await using var pool = new SmtpPool(await Wire.OptionsForAsync(port) with { AllowChunking = chunking }, new SmtpPoolOptions { MaxConnections = 1 });
        var sending = Bodies.Select((entry, i) => pool.SendAsync(Wire.Mail($"{run}{i}", "box@example.test", entry.Body), Cancel)).ToList();
        for (var i = 0; i < Bodies.Length; i++)
        {
            Assert.Equal(SmtpOutcome.Accepted, (await sending[i]).Outcome);
            var arrived = Encoding.Latin1.GetString(await arrivedAsync($"{run}{i}"));
            if (isMaildir) arrived = arrived.ReplaceLineEndings("\r\n");
            var start = arrived.IndexOf($"Subject: {run}{i}\r\n", StringComparison.Ordinal);
            Assert.True(start > 0, $"{Bodies[i].Name}: there is no header:\n{arrived}");
            Assert.Equal((Bodies[i].Name, Normal(Bodies[i].Body)), (Bodies[i].Name, arrived[(arrived.IndexOf("\r\n\r\n", start, StringComparison.Ordinal) + 4)..]));
        }

        Assert.Equal(1, pool.Statistics.OpenedTotal);
    }

    // Each lone CR or LF becomes CRLF, and the last line ends.
    private static string Normal(string body)
    {
        var text = new StringBuilder();
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] == '\r' && i + 1 < body.Length && body[i + 1] == '\n') i++;
            text.Append(body[i] is '\r' or '\n' ? "\r\n" : body[i]);
        }

        return body.EndsWith('\n') || body.EndsWith('\r') ? text.ToString() : text.Append("\r\n").ToString();
    }
}
