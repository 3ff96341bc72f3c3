using Leadmetrics.Notifications.Mime;

namespace Leadmetrics.Notifications.Tests.Mime.Dkim;

public sealed class SignedAttachmentTests
{
    private const int Block = 2048 * 57;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1000, 999)]
    [InlineData(Block - 1, 0)]
    [InlineData(Block, 5)]
    [InlineData(Block + 1, Block)]
    [InlineData((3 * Block) + 100, 7)]
    public async Task Other_octets_than_were_signed_end_the_write_before_its_last_block(int size, int changed)
    {
        var opened = 0;
        await using var content = await OpenAsync(EmailAttachment.FromBytes("first", Bytes(5)), EmailAttachment.FromStream("a", _ =>
        {
            var bytes = Bytes(size);
            if (opened++ == 1) bytes[changed] ^= 1;
            return new(new TestStream(bytes));
        }));
        var output = new CountingPipeWriter();

        var error = await Assert.ThrowsAsync<EmailMessageException>(async () => await content.WriteToAsync(output, CancellationToken.None));

        Assert.Equal(("attachments[1]", "is not what it was when the message was signed"), (error.Field, error.Reason));
        Assert.InRange(output.Total, 0, content.Length!.Value - Base64Lines.EncodedLength(size % Block));

        // The write failed; the message did not: what is there again goes out.
        await Written.WriteAsync(content);
        Assert.Equal(3, opened);
    }

    [Theory]
    [InlineData(1000, 999, true)]
    [InlineData(1000, 1001, true)]
    [InlineData(1000, 0, true)]
    [InlineData(1000, 999, false)]
    [InlineData(1000, 1001, false)]
    [InlineData(Block, Block - 1, false)]
    [InlineData(Block, Block + 1, false)]
    [InlineData(0, 1, false)]
    public async Task Another_length_than_was_signed_ends_the_write_whether_or_not_one_was_announced(int size, int second, bool announced)
    {
        var opened = 0;
        await using var content = await OpenAsync(EmailAttachment.FromStream("a", _ => new(new TestStream(Bytes(opened++ == 0 ? size : second))), length: announced ? size : null));

        var error = await Assert.ThrowsAsync<EmailMessageException>(() => Written.WriteAsync(content));

        Assert.Equal(("attachments[0]", "is not what it was when the message was signed"), (error.Field, error.Reason));
    }

    [Fact]
    public async Task One_that_cannot_be_read_ends_the_opening()
    {
        var broken = new TestStream(Bytes(1000)) { ThrowsAt = 10 };
        var other = new TestStream(Bytes(10));

        var error = await Assert.ThrowsAsync<EmailMessageException>(() => OpenAsync(EmailAttachment.FromStream("a", _ => new(broken)), EmailAttachment.FromStream("b", _ => new(other))));

        Assert.Equal("attachments[0]", error.Field);
        Assert.True(broken.IsClosed);
        Assert.True(other.IsClosed);
    }

    [Theory]
    [InlineData(9, "longer")]
    [InlineData(11, "shorter")]
    public async Task Another_length_than_said_ends_the_opening(int said, string word)
    {
        var error = await Assert.ThrowsAsync<EmailMessageException>(() => OpenAsync(EmailAttachment.FromStream("a", _ => new(new TestStream(Bytes(10))), length: said)));

        Assert.Contains(word, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_length_that_nobody_announced_is_known_once_it_is_signed()
    {
        await using var content = await OpenAsync(EmailAttachment.FromStream("a", _ => new(new TestStream(Bytes(100_000)))));

        Assert.Equal(content.Length, (await Written.WriteAsync(content)).Length);
    }

    [Fact]
    public async Task Cancelling_the_opening_stays_a_cancellation()
    {
        using var cancel = new CancellationTokenSource();
        var attachment = EmailAttachment.FromStream("a", _ => new(new TestStream(Bytes(10)) { OnRead = cancel.Cancel }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await MimeContent.OpenAsync(Written.Submit(Written.Message with { Attachments = [attachment] }), Written.Sender, Signed.Signer, cancel.Token));
    }

    [Fact]
    public async Task Bytes_in_memory_are_cancelled_too_while_they_are_hashed()
    {
        var attachment = EmailAttachment.FromBytes("a", new byte[1_000_000]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await MimeContent.OpenAsync(Written.Submit(Written.Message with { Attachments = [attachment] }), Written.Sender, Signed.Signer, new CancellationToken(true)));
    }

    [Fact]
    public async Task A_hundred_megabytes_are_never_in_memory_whole()
    {
        const long Size = 100_000_000;
        var attachment = EmailAttachment.FromStream("a", _ => new(new TestStream([]) { Endless = Size }), length: Size);
        var output = new CountingPipeWriter();

        // Nothing here waits, so all of it runs on this thread, and other tests' allocations do not count.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var opening = OpenAsync(attachment);
        Assert.True(opening.IsCompleted);
        await using var content = await opening;
        var writing = content.WriteToAsync(output, CancellationToken.None);
        Assert.True(writing.IsCompleted);
        await writing;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(content.Length, output.Total);
        Assert.InRange(allocated, 0, Size / 50);
    }

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static Task<MimeContent> OpenAsync(params EmailAttachment[] attachments) => Signed.OpenAsync(Written.Message with { Attachments = attachments });
}
