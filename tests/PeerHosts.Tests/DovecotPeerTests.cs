namespace Leadmetrics.Peers.Tests;

public sealed class DovecotPeerTests(PeerFixture<DovecotPeer> shared)
{
    [Fact]
    public async Task Every_mechanism_is_offered_and_passwords_and_tokens_are_checked()
    {
        var peer = await shared.GetAsync();
        await using var dialogue = await ConnectAsync(peer);
        var capabilities = await dialogue.SayAsync("EHLO client.example.test");
        Assert.All(["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256", "XOAUTH2", "OAUTHBEARER"], name => Assert.Contains(" " + name, capabilities, StringComparison.Ordinal));
        Assert.StartsWith("535", await dialogue.SayAsync("AUTH PLAIN " + SmtpDialogue.Base64($"\0{peer.Options.User}\0wrong")));
        Assert.StartsWith("334", await dialogue.SayAsync("AUTH XOAUTH2 " + XOAuth2(peer, peer.ExpiredToken())));
        Assert.StartsWith("535", await dialogue.SayAsync(""));
        Assert.StartsWith("235", await dialogue.SayAsync("AUTH XOAUTH2 " + XOAuth2(peer, peer.Token())));
    }

    [Fact]
    public async Task Another_offers_what_it_is_told_and_leaves_nothing_behind()
    {
        var peer = new DovecotPeer(new DovecotPeerOptions { Mechanisms = ["cram-md5"] });
        await peer.StartAsync();
        await using (var dialogue = await ConnectAsync(peer))
        {
            var offered = (await dialogue.SayAsync("EHLO client.example.test")).Split('\n').Single(line => line.Contains("AUTH ", StringComparison.Ordinal));
            Assert.EndsWith("AUTH CRAM-MD5", offered.TrimEnd(), StringComparison.Ordinal);
        }

        var (processId, folder) = (peer.ProcessId, peer.Folder);
        Assert.True(Remains.IsRunning(processId));
        await peer.DisposeAsync();
        Assert.False(Directory.Exists(folder));
        Assert.False(Remains.IsRunning(processId));
    }

    private static async Task<SmtpDialogue> ConnectAsync(DovecotPeer peer) => await SmtpDialogue.ConnectAsync(peer.Postfix.ImplicitTlsPort, tls: true);

    private static string XOAuth2(DovecotPeer peer, string token) => SmtpDialogue.Base64($"user={peer.Options.User}\u0001auth=Bearer {token}\u0001\u0001");
}
