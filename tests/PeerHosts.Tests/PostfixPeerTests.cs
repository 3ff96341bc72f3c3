namespace Leadmetrics.Peers.Tests;

public sealed class PostfixPeerTests(PeerFixture<PostfixPeer> shared, PeerFixture<PythonPeer> python)
{
    private const string Message = """
        From: =?utf-8?q?J=C3=BCrgen?= <sender@example.test>
        To: user@example.test
        Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
        Message-ID: <{0}@example.test>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: base64

        aMOpbGxv
        """;

    [Fact]
    public async Task The_relay_delivers_to_a_maildir_that_python_reads()
    {
        var peer = await shared.GetAsync();
        await using var dialogue = await SmtpDialogue.ConnectAsync(peer.RelayPort);
        var capabilities = await dialogue.SayAsync("EHLO client.example.test");
        Assert.All(["PIPELINING", "CHUNKING", "SMTPUTF8", "DSN", "SIZE", "STARTTLS"], word => Assert.Contains(word, capabilities, StringComparison.Ordinal));
        Assert.DoesNotContain("AUTH", capabilities, StringComparison.Ordinal);
        Assert.StartsWith("250", await dialogue.SendAsync("user@example.test", Marked("relayed")));

        var reader = await python.GetAsync();
        var mail = await reader.ReadMailAsync(await peer.DeliveredAsync("<relayed@example.test>"));
        Assert.Equal("Grüße", mail.Subject);
        Assert.Equal(new PythonMailAddress("Jürgen", "sender@example.test"), Assert.Single(mail.From));
        Assert.Equal("héllo", Assert.Single(mail.Parts).Text);
        Assert.Empty(mail.Defects);
    }

    [Fact]
    public async Task Submission_demands_starttls_and_then_the_password()
    {
        var peer = await shared.GetAsync();
        await using var dialogue = await SmtpDialogue.ConnectAsync(peer.SubmissionPort);
        Assert.DoesNotContain("AUTH", await dialogue.SayAsync("EHLO client.example.test"), StringComparison.Ordinal);
        Assert.StartsWith("530", await dialogue.SayAsync("MAIL FROM:<sender@example.test>"));
        Assert.StartsWith("220", await dialogue.SayAsync("STARTTLS"));
        await dialogue.SecureAsync();
        await AuthenticateAsync(peer, dialogue);
        Assert.StartsWith("250", await dialogue.SendAsync("user@example.test", Marked("submitted")));
        await peer.DeliveredAsync("<submitted@example.test>");
    }

    [Fact]
    public async Task Implicit_tls_demands_the_password()
    {
        var peer = await shared.GetAsync();
        await using var dialogue = await SmtpDialogue.ConnectAsync(peer.ImplicitTlsPort, tls: true);
        await AuthenticateAsync(peer, dialogue);
        Assert.StartsWith("250", await dialogue.SendAsync("user@example.test", Marked("implicit")));
        await peer.DeliveredAsync("<implicit@example.test>");
    }

    [Fact]
    public async Task Two_run_side_by_side_and_the_second_leaves_nothing_behind()
    {
        var peer = await shared.GetAsync();
        var second = new PostfixPeer(new PostfixPeerOptions { Settings = ["smtpd_banner = $myhostname ESMTP the second"] });
        await second.StartAsync();
        await using (var dialogue = await SmtpDialogue.ConnectAsync(second.RelayPort))
        {
            await dialogue.SayAsync("EHLO client.example.test");
            await dialogue.SendAsync("user@example.test", Marked("second"));
        }
        Assert.Single(await second.DeliveredAsync());
        Assert.DoesNotContain("<second@example.test>", string.Concat(Directory.GetFiles(peer.NewMail).Select(File.ReadAllText)), StringComparison.Ordinal);

        var (processId, folder) = (second.ProcessId, second.Folder);
        await second.DisposeAsync();
        Assert.False(Directory.Exists(folder));
        Assert.False(Remains.IsRunning(processId));
        await using var still = await SmtpDialogue.ConnectAsync(peer.RelayPort);
    }

    private static string Marked(string id) => Message.Replace("{0}", id, StringComparison.Ordinal);

    private static async Task AuthenticateAsync(PostfixPeer peer, SmtpDialogue dialogue)
    {
        Assert.Contains("AUTH PLAIN LOGIN", await dialogue.SayAsync("EHLO client.example.test"), StringComparison.Ordinal);
        Assert.StartsWith("250", await dialogue.SayAsync("MAIL FROM:<sender@example.test>"));
        Assert.StartsWith("554", await dialogue.SayAsync("RCPT TO:<user@example.test>"));
        Assert.StartsWith("250", await dialogue.SayAsync("RSET"));
        Assert.StartsWith("535", await dialogue.SayAsync("AUTH PLAIN " + SmtpDialogue.Base64($"\0{peer.Options.User}\0wrong")));
        Assert.StartsWith("235", await dialogue.SayAsync("AUTH PLAIN " + SmtpDialogue.Base64($"\0{peer.Options.User}\0{peer.Options.Password}")));
    }
}
