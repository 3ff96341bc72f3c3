using System.IO.Pipelines;
using MimeKit;
using MimeContent = Leadmetrics.Notifications.Mime.MimeContent;

namespace Leadmetrics.Notifications.MailKit.Tests;

public sealed class MimeMessageTests
{
    private static readonly EmailAddress Sender = new("shop@bücher.example", "Büchers Laden");

    private static readonly Dictionary<string, EmailMessage> Messages = new()
    {
        ["text"] = new() { To = [new("to@example.net")], Subject = "Hello", Text = "Hello." },
        ["both"] = new() { To = [new("to@example.net", "Zoë \"Z\" Müller")], Cc = [new("cc@bücher.example")], Subject = "Grüße", Text = "Grüße\n.\n", Html = "<p>Grüße</p>" },
        ["everything"] = new()
        {
            To = [new("to@example.net")],
            Bcc = [new("bcc@example.net")],
            Subject = new string('x', 200) + " 日本語",
            Text = "From here\n",
            Html = "<img src=\"cid:logo@mail\">",
            Headers = new Dictionary<string, string> { ["X-Campaign"] = "spring" },
            Attachments =
            [
                EmailAttachment.FromBytes("logo.png", Enumerable.Range(0, 5_000).Select(i => (byte)i).ToArray()).Inline("logo@mail"),
                EmailAttachment.FromBytes("Bericht für März „final“.pdf", "%PDF-1.7 report"u8.ToArray()),
            ],
        },
    };

    public static TheoryData<string> Names => [.. Messages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_the_message_that_a_provider_would_send(string name)
    {
        var submission = EmailSubmission.Create(Messages[name], "id@example.com", new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.FromHours(2)));
        using var message = await submission.ToMimeMessageAsync(Sender);

        using var written = new MemoryStream();
        await message.WriteToAsync(new FormatOptions { NewLineFormat = NewLineFormat.Dos }, written);
        Assert.Equal(await OwnOctetsAsync(submission), written.ToArray());
        Assert.Equal(("id@example.com", submission.Date), (message.MessageId, message.Date));
        Assert.Equal(Messages[name].Subject, message.Subject);
        Assert.Equal(Messages[name].Attachments.Count(attachment => attachment.ContentId is null), message.Attachments.Count());
        Assert.Empty(message.Bcc);
    }

    [Fact]
    public async Task Without_a_submission_it_gets_an_identity_of_its_own()
    {
        var message = Messages["text"] with { From = new EmailAddress("own@example.org", "Own") };
        using var one = await message.ToMimeMessageAsync();
        using var other = await message.ToMimeMessageAsync(Sender);
        Assert.EndsWith("@example.org", one.MessageId, StringComparison.Ordinal);
        Assert.Equal("own@example.org", Assert.Single(one.From.Mailboxes).Address);
        Assert.Equal(("shop@bücher.example", "Büchers Laden"), (other.From.Mailboxes.Single().Address, other.From.Mailboxes.Single().Name));
        await Assert.ThrowsAsync<ArgumentException>(() => Messages["text"].ToMimeMessageAsync());
    }

    private static async Task<byte[]> OwnOctetsAsync(EmailSubmission submission)
    {
        await using var content = await MimeContent.OpenAsync(submission, Sender, CancellationToken.None);
        using var into = new MemoryStream();
        var writer = PipeWriter.Create(into);
        await content.WriteToAsync(writer, CancellationToken.None);
        await writer.FlushAsync();
        return into.ToArray();
    }
}
