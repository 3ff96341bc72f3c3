using System.Text;

namespace Leadmetrics.Peers.Tests;

public sealed class HarakaPeerTests
{
    [Fact]
    public async Task It_keeps_what_arrived_under_its_own_sender_and_refuses_and_greylists_by_name()
    {
        await using var peer = new HarakaPeer();
        await peer.StartAsync();
        await using var dialogue = await SmtpDialogue.ConnectAsync(peer.Port);
        var capabilities = await dialogue.SayAsync("EHLO client.example.test");
        Assert.Contains("PIPELINING", capabilities, StringComparison.Ordinal);
        Assert.DoesNotContain("CHUNKING", capabilities, StringComparison.Ordinal);
        Assert.StartsWith("220", await dialogue.SayAsync("STARTTLS"));
        await dialogue.SecureAsync();
        await dialogue.SayAsync("EHLO client.example.test");
        Assert.StartsWith("250", await dialogue.SendAsync("someone@example.test", "Subject: Kept\n\n..dots"));
        Assert.StartsWith("250", await dialogue.SayAsync("MAIL FROM:<sender@example.test>"));
        Assert.StartsWith("550", await dialogue.SayAsync("RCPT TO:<reject-me@example.test>"));
        Assert.StartsWith("450", await dialogue.SayAsync("RCPT TO:<grey@example.test>"));

        var kept = Assert.Single(await peer.MessagesAsync());
        Assert.Equal("sender@example.test", kept.From);
        Assert.Equal(["someone@example.test"], kept.To);
        Assert.True(kept.Tls);
        Assert.Equal("Subject: Kept\r\n\r\n.dots\r\n", Encoding.UTF8.GetString(kept.Content));

        peer.DeleteAll();
        Assert.Empty(await peer.MessagesAsync());
    }

    [Fact]
    public async Task It_answers_503_to_what_stands_behind_a_dot()
    {
        await using var peer = new HarakaPeer();
        await peer.StartAsync();
        await using var dialogue = await SmtpDialogue.ConnectAsync(peer.Port);
        await dialogue.SayAsync("EHLO client.example.test");
        await dialogue.SayAsync("MAIL FROM:<sender@example.test>");
        await dialogue.SayAsync("RCPT TO:<someone@example.test>");
        await dialogue.SayAsync("DATA");
        var replies = new[] { await dialogue.SayAsync("Subject: one\r\n\r\n.\r\nMAIL FROM:<next@example.test>"), await dialogue.ReplyAsync() };
        Assert.Equal(["250", "503"], replies.Select(reply => reply[..3]).Order());
        Assert.Single(await peer.MessagesAsync());
    }

    [Fact]
    public async Task It_leaves_neither_server_nor_folder()
    {
        var peer = new HarakaPeer();
        await peer.StartAsync();
        var (processId, folder) = (peer.ProcessId, peer.Folder);
        await peer.DisposeAsync();
        Assert.False(Directory.Exists(folder));
        Assert.False(Remains.IsRunning(processId));
    }
}
