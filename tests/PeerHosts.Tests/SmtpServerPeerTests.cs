using System.Text;

namespace Leadmetrics.Peers.Tests;

public sealed class SmtpServerPeerTests
{
    [Fact]
    public async Task It_keeps_what_arrived_and_refuses_and_greylists_by_name()
    {
        await using var peer = new SmtpServerPeer();
        await peer.StartAsync();
        await using var dialogue = await SmtpDialogue.ConnectAsync(peer.Port);
        Assert.Contains("STARTTLS", await dialogue.SayAsync("EHLO client.example.test"), StringComparison.Ordinal);
        Assert.StartsWith("220", await dialogue.SayAsync("STARTTLS"));
        await dialogue.SecureAsync();
        Assert.Contains("PIPELINING", await dialogue.SayAsync("EHLO client.example.test"), StringComparison.Ordinal);
        Assert.StartsWith("250", await dialogue.SendAsync("someone@example.test", "Subject: Kept\n\n..dots"));
        Assert.StartsWith("250", await dialogue.SayAsync("MAIL FROM:<sender@example.test>"));
        Assert.StartsWith("550", await dialogue.SayAsync("RCPT TO:<reject-me@example.test>"));
        Assert.StartsWith("451", await dialogue.SayAsync("RCPT TO:<grey@example.test>"));

        var kept = Assert.Single(await peer.MessagesAsync());
        Assert.Equal("sender@example.test", kept.From);
        Assert.Equal(["someone@example.test"], kept.To);
        Assert.True(kept.Tls);
        Assert.Equal("Subject: Kept\r\n\r\n.dots\r\n", Encoding.UTF8.GetString(kept.Content));

        await peer.DeleteAllAsync();
        Assert.Empty(await peer.MessagesAsync());
    }

    [Fact]
    public async Task It_challenges_a_wrong_token_and_takes_the_right_one()
    {
        await using var peer = new SmtpServerPeer(new SmtpServerPeerOptions { ImplicitTls = true, Mechanisms = ["PLAIN", "XOAUTH2"] });
        await peer.StartAsync();
        await using var dialogue = await SmtpDialogue.ConnectAsync(peer.Port, tls: true);
        Assert.Contains("AUTH PLAIN XOAUTH2", await dialogue.SayAsync("EHLO client.example.test"), StringComparison.Ordinal);
        Assert.StartsWith("334", await dialogue.SayAsync("AUTH XOAUTH2 " + Token(peer, "stale")));
        Assert.StartsWith("535", await dialogue.SayAsync(""));
        Assert.StartsWith("235", await dialogue.SayAsync("AUTH XOAUTH2 " + Token(peer, peer.Options.Token)));
    }

    [Fact]
    public async Task It_hides_what_it_is_told_to_hide()
    {
        await using var peer = new SmtpServerPeer(new SmtpServerPeerOptions { Hide = ["PIPELINING", "STARTTLS"], SizeLimit = 1000 });
        await peer.StartAsync();
        await using var dialogue = await SmtpDialogue.ConnectAsync(peer.Port);
        var capabilities = await dialogue.SayAsync("EHLO client.example.test");
        Assert.DoesNotContain("PIPELINING", capabilities, StringComparison.Ordinal);
        Assert.DoesNotContain("STARTTLS", capabilities, StringComparison.Ordinal);
        Assert.Contains("SIZE 1000", capabilities, StringComparison.Ordinal);
        Assert.StartsWith("552", await dialogue.SendAsync("someone@example.test", new string('x', 1001)));
    }

    [Fact]
    public async Task It_leaves_neither_server_nor_folder()
    {
        var peer = new SmtpServerPeer();
        await peer.StartAsync();
        var (processId, folder) = (peer.ProcessId, peer.Folder);
        await peer.DisposeAsync();
        Assert.False(Directory.Exists(folder));
        Assert.False(Remains.IsRunning(processId));
    }

    private static string Token(SmtpServerPeer peer, string token) => SmtpDialogue.Base64($"user={peer.Options.User}\u0001auth=Bearer {token}\u0001\u0001");
}
