using System.Text;
using Leadmetrics.Notifications.Tests.Mime;

namespace Leadmetrics.Notifications.Tests.Messages;

/// <summary>Messages written to a stream as .eml files.</summary>
public sealed class EmlTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_submission_is_written_as_it_is_sent_and_the_stream_stays_open()
    {
        var submission = Written.Submit(Written.Message with { Bcc = [new("hidden@example.net")], Attachments = [EmailAttachment.FromBytes("a.bin", new byte[100_000])] });
        using var file = new MemoryStream();

        await submission.WriteToAsync(file, Written.Sender, Cancel);

        Assert.Equal(await Written.AsBytesAsync(submission, Written.Sender), file.ToArray());
        Assert.DoesNotContain("hidden", Encoding.ASCII.GetString(file.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_gets_an_id_and_a_date_of_its_own()
    {
        using var file = new MemoryStream();

        await (Written.Message with { From = new("me@example.org") }).WriteToAsync(file, cancellationToken: Cancel);

        var header = WireForm.Header(file.ToArray());
        Assert.Matches("\r\nMessage-ID: <[0-9a-f]{32}@example\\.org>\r\n", header);
        Assert.Contains("\r\nFrom: me@example.org\r\n", header, StringComparison.Ordinal);
        Assert.StartsWith("Date: ", header, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_without_a_sender_is_refused()
    {
        Assert.Equal("from", (await Assert.ThrowsAsync<EmailMessageException>(() => Written.Message.WriteToAsync(Stream.Null, cancellationToken: Cancel))).Field);
        Assert.Equal("from", (await Assert.ThrowsAsync<EmailMessageException>(() => Written.Submit(Written.Message).WriteToAsync(Stream.Null, cancellationToken: Cancel))).Field);
    }

    [Fact]
    public async Task A_file_whose_attachment_breaks_off_does_not_end_as_a_whole_one_does()
    {
        var broken = EmailAttachment.FromStream("b.bin", _ => ValueTask.FromResult<Stream>(new Short(new byte[10])), length: 20);
        using var file = new MemoryStream();

        var error = await Assert.ThrowsAsync<EmailMessageException>(() => Written.Submit(Written.Message with { Attachments = [broken] }).WriteToAsync(file, Written.Sender, Cancel));

        Assert.Equal("attachments[0]", error.Field);
        Assert.Equal(0, file.Length);
    }

    private sealed class Short(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
