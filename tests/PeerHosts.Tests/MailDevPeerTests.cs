using System.Text;

namespace Leadmetrics.Peers.Tests;

public sealed class MailDevPeerTests(PeerFixture<MailDevPeer> shared)
{
    [Fact]
    public async Task It_shows_what_arrived_over_its_rest_api()
    {
        var peer = await shared.GetAsync();
        await using var dialogue = await SmtpDialogue.ConnectAsync(peer.SmtpPort);
        Assert.StartsWith("250", await dialogue.SayAsync("EHLO client.example.test"));
        Assert.StartsWith("250", await dialogue.SendAsync("someone@example.test", WithAttachment));

        var shown = await peer.MessageAsync(message => message.GetProperty("subject").GetString() == "Shown");
        var id = shown.GetProperty("id").GetString()!;
        Assert.Contains("hello", shown.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("Subject: Shown", Encoding.UTF8.GetString(await peer.SourceAsync(id)), StringComparison.Ordinal);
        var attachment = Assert.Single(shown.GetProperty("attachments").EnumerateArray());
        Assert.Equal("a.txt", attachment.GetProperty("filename").GetString());
        Assert.Equal("abc"u8.ToArray(), await peer.AttachmentAsync(id, attachment.GetProperty("generatedFileName").GetString()!));

        await peer.DeleteAllAsync();
        Assert.Empty(await peer.MessagesAsync());
    }

    [Fact]
    public async Task It_checks_a_password_where_one_is_set()
    {
        await using var peer = new MailDevPeer(new MailDevPeerOptions { User = "u", Password = "right" });
        await peer.StartAsync();
        await using var dialogue = await SmtpDialogue.ConnectAsync(peer.SmtpPort);
        await dialogue.SayAsync("EHLO client.example.test");
        Assert.StartsWith("535", await dialogue.SayAsync("AUTH PLAIN " + SmtpDialogue.Base64("\0u\0wrong")));
        Assert.StartsWith("235", await dialogue.SayAsync("AUTH PLAIN " + SmtpDialogue.Base64("\0u\0right")));
    }

    [Fact]
    public async Task It_speaks_tls_from_the_first_byte_where_told_to()
    {
        await using var peer = new MailDevPeer(new MailDevPeerOptions { ImplicitTls = true });
        await peer.StartAsync();
        await using var dialogue = await SmtpDialogue.ConnectAsync(peer.SmtpPort, tls: true);
        Assert.StartsWith("250", await dialogue.SayAsync("EHLO client.example.test"));
    }

    [Fact]
    public async Task It_leaves_neither_server_nor_folder()
    {
        var peer = new MailDevPeer();
        await peer.StartAsync();
        var (processId, folder) = (peer.ProcessId, peer.Folder);
        await peer.DisposeAsync();
        Assert.False(Directory.Exists(folder));
        Assert.False(Remains.IsRunning(processId));
    }

    private const string WithAttachment = """
        From: sender@example.test
        To: someone@example.test
        Subject: Shown
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/plain

        hello
        --b
        Content-Type: text/plain; name=a.txt
        Content-Disposition: attachment; filename=a.txt
        Content-Transfer-Encoding: base64

        YWJj
        --b--
        """;
}
