using System.Text;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Servers;

/// <summary>What some server may take for the end of a message, as the text of a tenant's mail, and as its text, HTML and attachment: one mail arrives, and reads the same.</summary>
public sealed class SmuggledMailTests(PeerFixture<PostfixPeer> postfixes, PeerFixture<PythonPeer> pythons)
{
    private const string Attack = "MAIL FROM:<evil@client.test>\r\nRCPT TO:<box@example.test>\r\nDATA\r\nSubject: evil\r\n\r\nevil\r\n.\r\n";

    private static readonly TenantId Acme = new("acme");

    private static readonly string[] Bodies =
    [
        "before\r\n.\r\n" + Attack,
        "before\n.\n" + Attack,
        "before\r.\r" + Attack,
        "before\n.\r\n" + Attack,
        "before\r\n.\n" + Attack,
        "before\r\n.\r" + Attack,
        "before\r.\n" + Attack,
        "before\r\r\n.\r\n" + Attack,
        "before\r\n\0.\r\n" + Attack,
        "before\r\n.\0\r\n" + Attack,
        ".first\r\n..second\r\n...third\r\n",
        ".",
        ".\r\n.\r\n.\r\n",
        "before\r\nBDAT 5 LAST\r\nevil!RSET\r\n" + Attack,
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Postfix_delivers_each_mail_once_and_as_it_was_written()
    {
        var postfix = await postfixes.GetAsync();
        await using var tenant = await TenantAt.StartAsync(new SmtpConfig
        {
            Host = "localhost",
            Port = postfix.SubmissionPort,
            User = postfix.Options.User,
            Pass = new Secret(postfix.Options.Password),
            FromAddress = "hello@example.test",
        });
        Assert.True((await tenant.TestAsync()).Verified);
        var python = await pythons.GetAsync();
        foreach (var message in Messages("box@example.test"))
        {
            var result = await tenant.Host.Mailer.SendAsync(Acme, message, Cancel);
            AssertSame(message, await python.ReadMailAsync(await postfix.DeliveredAsync(result.MessageId!, Cancel), Cancel));
        }

        Assert.DoesNotContain(Directory.GetFiles(postfix.NewMail), file => File.ReadLines(file).First() == "Return-Path: <evil@client.test>");
    }

    [Fact]
    public async Task SmtpServer_takes_each_mail_once_and_as_it_was_written()
    {
        await using var server = new SmtpServerPeer(new SmtpServerPeerOptions { Mechanisms = ["PLAIN"] });
        await server.StartAsync(Cancel);
        await using var tenant = await TenantAt.StartAsync(new SmtpConfig
        {
            Host = "localhost",
            Port = server.Port,
            User = server.Options.User,
            Pass = new Secret(server.Options.Password),
            FromAddress = "hello@acme.test",
        });
        Assert.True((await tenant.TestAsync()).Verified);
        var python = await pythons.GetAsync();
        var messages = Messages("jane@customer.test").ToList();
        foreach (var message in messages) await tenant.Host.Mailer.SendAsync(Acme, message, Cancel);

        var arrived = await server.MessagesAsync(Cancel);
        Assert.Equal(messages.Count, arrived.Count);
        for (var i = 0; i < messages.Count; i++)
        {
            Assert.Equal("hello@acme.test", arrived[i].From);
            AssertSame(messages[i], await python.ReadMailAsync(arrived[i].Content, Cancel));
        }
    }

    private static IEnumerable<EmailMessage> Messages(string to)
    {
        foreach (var body in Bodies)
        {
            var message = new EmailMessage { To = [new EmailAddress(to)], Subject = "Hello" };
            yield return message with { Text = body };
            yield return message with { Text = body, Html = body, Attachments = [EmailAttachment.FromBytes("a.bin", Encoding.Latin1.GetBytes(body))] };
        }
    }

    private static void AssertSame(EmailMessage sent, PythonMail read)
    {
        Assert.Empty(read.Defects);
        Assert.Equal("Hello", read.Subject);
        var parts = new Queue<PythonMailPart>(read.Parts);
        if (sent.Text is not null) Assert.Equal(Normal(sent.Text), Normal(parts.Dequeue().Text!));
        if (sent.Html is not null) Assert.Equal(Normal(sent.Html), Normal(parts.Dequeue().Text!));
        if (sent.Attachments.Count > 0) Assert.Equal(Encoding.Latin1.GetBytes(sent.Text!), parts.Dequeue().Bytes);
        Assert.Empty(parts);
    }

    // Each lone CR or LF becomes CRLF, and the last line ends.
    private static string Normal(string body)
    {
        var lines = body.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return (lines.EndsWith('\n') ? lines : lines + '\n').Replace("\n", "\r\n", StringComparison.Ordinal);
    }
}
