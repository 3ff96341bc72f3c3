using System.Security.Cryptography;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Servers;

/// <summary>Attachments that break off, or are longer or shorter than they said, when much of the message is on the wire: the server never takes a short mail.</summary>
public sealed class BrokenStreamTests(PeerFixture<PythonPeer> python)
{
    private const int Size = 3_000_000;

    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(Size);

    // What is said of the length, and where the stream throws.
    private static readonly (int? Said, int? ThrowsAt)[] Broken = [(null, Size / 2), (Size, Size / 2), (Size + 1, null), (Size - 1, null), (null, Size)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bdat")]
    [InlineData("data")]
    public async Task Postfix_delivers_the_whole_ones_and_none_of_the_broken(string verb)
    {
        await using var postfix = new PostfixPeer(new PostfixPeerOptions { Settings = verb == "data" ? ["smtpd_discard_ehlo_keywords = chunking"] : [] });
        await postfix.StartAsync(Cancel);
        var ids = await SendAsync(new SmtpConfig
        {
            Host = "localhost",
            Port = postfix.SubmissionPort,
            User = postfix.Options.User,
            Pass = new Secret(postfix.Options.Password),
            FromAddress = "hello@example.test",
        });

        // In the order in which they were taken: behind the last whole one no broken one is to come.
        var files = new List<string>();
        foreach (var id in ids) files.Add(await postfix.DeliveredAsync(id, Cancel));
        var log = new PostfixLog(postfix.LogFile);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        do log.Refresh();
        while (!log.IsQueueEmpty && await timer.WaitForNextTickAsync(Cancel));
        Assert.Equal(ids.Select(id => id[..id.IndexOf('@')]).Order(), log.Deliveries.Keys.Order());
        Assert.Equal(ids.Count, Directory.GetFiles(postfix.NewMail).Length);
        foreach (var file in files) AssertWhole(await (await python.GetAsync()).ReadMailAsync(file, Cancel));
        Assert.Contains($" {verb}=", await File.ReadAllTextAsync(postfix.LogFile, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SmtpServer_is_given_the_whole_ones_and_none_of_the_broken()
    {
        await using var server = new SmtpServerPeer();
        await server.StartAsync(Cancel);

        var ids = await SendAsync(new SmtpConfig { Host = "localhost", Port = server.Port, FromAddress = "hello@example.test" });

        var arrived = await server.MessagesAsync(Cancel);
        Assert.Equal(ids.Count, arrived.Count);
        foreach (var mail in arrived) AssertWhole(await (await python.GetAsync()).ReadMailAsync(mail.Content, Cancel));
    }

    // Each broken one, and behind it a whole one, over whatever connection is left.
    private static async Task<List<string>> SendAsync(SmtpConfig account)
    {
        var ids = new List<string>();
        await using var tenant = await TenantAt.StartAsync(account);
        foreach (var (said, throwsAt) in Broken)
        {
            var error = await Assert.ThrowsAsync<EmailMessageException>(() => tenant.SendAsync(With(said, throwsAt)));
            Assert.Equal("attachments[0]", error.Field);
            ids.Add((await tenant.SendAsync(With(ids.Count % 2 == 0 ? null : Size, null))).MessageId!);
        }

        return ids;
    }

    private static EmailMessage With(int? said, int? throwsAt) => new()
    {
        To = [new EmailAddress("box@example.test")],
        Subject = throwsAt is null && said is null or Size ? "whole" : "broken",
        Text = "See the file.",
        Attachments = [EmailAttachment.FromStream("a.bin", _ => ValueTask.FromResult<Stream>(new UnreliableStream(Content, throwsAt)), length: said)],
    };

    private static void AssertWhole(PythonMail mail)
    {
        Assert.Equal("whole", mail.Subject);
        Assert.Equal(Content, mail.Parts[1].Bytes);
    }
}
