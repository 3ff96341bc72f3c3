namespace Leadmetrics.Peers.Tests;

public sealed class SmtpSinkPeerTests
{
    [Fact]
    public async Task It_takes_all_mail_and_ends_when_told()
    {
        var peer = new SmtpSinkPeer();
        await peer.StartAsync();
        await using (var dialogue = await SmtpDialogue.ConnectAsync(peer.Port))
        {
            await dialogue.SayAsync("EHLO client.example.test");
            Assert.StartsWith("250", await dialogue.SendAsync("anyone@anywhere.test", "Subject: Gone\n\nhello"));
        }
        var processId = peer.ProcessId;
        await peer.DisposeAsync();
        Assert.False(Remains.IsRunning(processId));
    }

    [Fact]
    public async Task It_refuses_what_it_is_told_to_refuse()
    {
        await using var peer = new SmtpSinkPeer("-f", "mail");
        await peer.StartAsync();
        await using var dialogue = await SmtpDialogue.ConnectAsync(peer.Port);
        await dialogue.SayAsync("EHLO client.example.test");
        Assert.StartsWith("5", await dialogue.SayAsync("MAIL FROM:<sender@example.test>"));
    }
}
