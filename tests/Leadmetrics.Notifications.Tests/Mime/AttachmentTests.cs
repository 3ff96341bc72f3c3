using Leadmetrics.Notifications.Mime;

namespace Leadmetrics.Notifications.Tests.Mime;

public sealed class AttachmentTests
{
    public static readonly int[] Sizes = [0, 1, 2, 3, 56, 57, 58, 998, 58367, 58368, 58369, 65535, 65536, 65537, 1 << 20];

    [Fact]
    public async Task Contents_arrive_byte_for_byte_at_every_size()
    {
        var contents = Sizes.Select(Bytes).ToArray();
        var fromBytes = await Written.AsBytesAsync(Written.Message with { Attachments = [.. contents.Select(c => EmailAttachment.FromBytes("a.bin", c))] });
        var fromStreams = await Written.AsBytesAsync(Written.Message with { Attachments = [.. contents.Select(c => EmailAttachment.FromStream("a.bin", _ => new(new MemoryStream(c))))] });
        var unseekable = await Written.AsBytesAsync(Written.Message with { Attachments = [.. contents.Select(c => EmailAttachment.FromStream("a.bin", _ => new(new TestStream(c))))] });
        var announced = await Written.AsBytesAsync(Written.Message with { Attachments = [.. contents.Select(c => EmailAttachment.FromStream("a.bin", _ => new(new TestStream(c)), length: c.Length))] });

        Assert.Equal(fromBytes, fromStreams);
        Assert.Equal(fromBytes, unseekable);
        Assert.Equal(fromBytes, announced);
        await Readings.OfAsync(Written.Message with { Attachments = [.. contents.Select(c => EmailAttachment.FromBytes("a.bin", c))] });
    }

    [Fact]
    public async Task Twenty_five_megabytes_arrive_byte_for_byte_of_bytes_and_of_a_stream_that_cannot_seek()
    {
        var content = Bytes(25_000_000);

        await Readings.OfAsync(Written.Message with { Attachments = [EmailAttachment.FromBytes("a.bin", content), EmailAttachment.FromStream("b.bin", _ => new(new TestStream(content)))] });
    }

    [Fact]
    public async Task A_file_arrives_under_its_name()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");
        await File.WriteAllBytesAsync(path, Bytes(1000));
        try
        {
            var mail = await PythonMail.ReadAsync(await Written.AsBytesAsync(Written.Message with { Attachments = [EmailAttachment.FromFile(path)] }));

            Assert.Equal(Bytes(1000), mail.Root.Parts[1].Content);
            Assert.Equal(Path.GetFileName(path), mail.Root.Parts[1].FileName);
            Assert.Equal("text/csv", mail.Root.Parts[1].Type);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task The_length_is_known_unless_a_stream_neither_says_nor_seeks()
    {
        Assert.NotNull(await LengthAsync(EmailAttachment.FromStream("a", _ => new(new MemoryStream(Bytes(10))))));
        Assert.NotNull(await LengthAsync(EmailAttachment.FromStream("a", _ => new(new TestStream(Bytes(10))), length: 10)));
        Assert.Null(await LengthAsync(EmailAttachment.FromStream("a", _ => new(new TestStream(Bytes(10))))));
    }

    [Fact]
    public async Task What_a_seekable_stream_has_behind_its_position_is_what_is_sent()
    {
        var mail = await PythonMail.ReadAsync(await Written.AsBytesAsync(Written.Message with
        {
            Attachments = [EmailAttachment.FromStream("a", _ => new(new MemoryStream(Bytes(100)) { Position = 40 }))],
        }));

        Assert.Equal(Bytes(100)[40..], mail.Root.Parts[1].Content);
    }

    [Fact]
    public async Task One_that_cannot_be_opened_is_named_before_anything_is_written_and_the_others_are_closed()
    {
        var first = new TestStream(Bytes(10));
        var error = await Assert.ThrowsAsync<EmailMessageException>(() => OpenAsync(
            EmailAttachment.FromStream("a", _ => new(first)), EmailAttachment.FromFile("/nowhere/missing.pdf")));

        Assert.Equal("attachments[1]", error.Field);
        Assert.IsType<DirectoryNotFoundException>(error.InnerException);
        Assert.DoesNotContain("nowhere", error.Message, StringComparison.Ordinal);
        Assert.True(first.IsClosed);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    public async Task Another_length_than_said_is_found_at_opening_where_the_stream_knows(int said)
    {
        var stream = new TestStream(Bytes(10)) { Seekable = true };
        var error = await Assert.ThrowsAsync<EmailMessageException>(() => OpenAsync(EmailAttachment.FromStream("a", _ => new(stream), length: said)));

        Assert.Equal("attachments[0]", error.Field);
        Assert.True(stream.IsClosed);
    }

    [Theory]
    [InlineData(10, 9, "longer")]
    [InlineData(10, 11, "shorter")]
    [InlineData(0, 1, "shorter")]
    [InlineData(58368, 58367, "longer")]
    [InlineData(58369, 58368, "longer")]
    [InlineData(58368, 58369, "shorter")]
    public async Task Another_length_than_said_ends_the_write(int actual, int said, string word)
    {
        var stream = new TestStream(Bytes(actual));
        await using var content = await OpenAsync(EmailAttachment.FromBytes("first", Bytes(5)), EmailAttachment.FromStream("a", _ => new(stream), length: said));

        var error = await Assert.ThrowsAsync<EmailMessageException>(() => Written.WriteAsync(content));
        Assert.Equal("attachments[1]", error.Field);
        Assert.Contains(word, error.Reason, StringComparison.Ordinal);
        Assert.True(stream.IsClosed);
    }

    [Fact]
    public async Task One_that_throws_midway_ends_the_write()
    {
        var stream = new TestStream(Bytes(200_000)) { ThrowsAt = 100_000 };
        await using var content = await OpenAsync(EmailAttachment.FromStream("a", _ => new(stream), length: 200_000));

        var error = await Assert.ThrowsAsync<EmailMessageException>(() => Written.WriteAsync(content));
        Assert.Equal("attachments[0]", error.Field);
        Assert.IsType<InvalidDataException>(error.InnerException);
        Assert.True(stream.IsClosed);
    }

    [Fact]
    public async Task Cancelling_stays_a_cancellation()
    {
        using var cancel = new CancellationTokenSource();
        await using var content = await OpenAsync(EmailAttachment.FromStream("a", _ => new(new TestStream(Bytes(10)) { OnRead = cancel.Cancel })));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await content.WriteToAsync(new System.IO.Pipelines.Pipe().Writer, cancel.Token));
    }

    [Fact]
    public async Task A_second_write_opens_again_and_gives_the_same()
    {
        var opened = 0;
        await using var content = await OpenAsync(EmailAttachment.FromStream("a", _ =>
        {
            opened++;
            return new(new TestStream(Bytes(1000)));
        }));

        var first = await Written.WriteAsync(content);
        Assert.Equal(1, opened);
        Assert.Equal(first, await Written.WriteAsync(content));
        Assert.Equal(2, opened);
    }

    [Fact]
    public async Task Disposing_closes_what_was_never_written_and_ends_writing()
    {
        var stream = new TestStream(Bytes(10));
        var content = await OpenAsync(EmailAttachment.FromStream("a", _ => new(stream)));

        await content.DisposeAsync();
        await content.DisposeAsync();

        Assert.True(stream.IsClosed);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Written.WriteAsync(content));
    }

    [Fact]
    public async Task A_hundred_megabytes_are_never_in_memory_whole()
    {
        const long Size = 100_000_000;
        var stream = new TestStream([]) { Endless = Size };
        await using var content = await OpenAsync(EmailAttachment.FromStream("a", _ => new(stream), length: Size));
        var output = new CountingPipeWriter();

        // Nothing here waits, so all of it runs on this thread, and other tests' allocations do not count.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var writing = content.WriteToAsync(output, CancellationToken.None);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(writing.IsCompleted);
        await writing;

        Assert.Equal(content.Length, output.Total);
        Assert.InRange(output.LongestUnflushed, 1, 128 * 1024);
        Assert.InRange(allocated, 0, Size / 100);
    }

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static Task<MimeContent> OpenAsync(params EmailAttachment[] attachments) =>
        MimeContent.OpenAsync(Written.Submit(Written.Message with { Attachments = attachments }), Written.Sender, CancellationToken.None).AsTask();

    private static async Task<long?> LengthAsync(EmailAttachment attachment)
    {
        await using var content = await OpenAsync(attachment);
        return content.Length;
    }
}
