using System.IO.Pipelines;
using Leadmetrics.Notifications.Mime;

namespace Leadmetrics.Notifications.Tests.Mime;

public sealed class MimeContentTests
{
    [Fact]
    public async Task A_small_message_allocates_at_most_a_kibibyte()
    {
        var text = string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog.\n", 20));
        var submission = Written.Submit(Written.Message with { To = [new("to@example.net", "Zoë Doe")], Text = text, Html = $"<p>{text}ä</p>" });
        var output = new CountingPipeWriter();
        var allocated = 0L;

        // Nothing here waits, so all of it runs on this thread. The first round fills pools; a debug build has an object for each async method besides.
        for (var round = 0; round < 2; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var opening = MimeContent.OpenAsync(submission, Written.Sender, CancellationToken.None);
            Assert.True(opening.IsCompleted);
            await using (var content = await opening)
            {
                var writing = content.WriteToAsync(output, CancellationToken.None);
                Assert.True(writing.IsCompleted);
                await writing;
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.InRange(allocated, 1, 1024);
    }

    [Fact]
    public async Task The_order_in_which_a_dictionary_holds_its_fields_changes_nothing()
    {
        var names = Enumerable.Range(0, 20).Select(i => $"X-{i * 7919 % 20}").ToArray();
        var first = Written.Message with { Headers = names.ToDictionary(n => n, n => n) };
        var second = Written.Message with { Headers = names.Reverse().ToDictionary(n => n, n => n) };

        Assert.Equal(await Written.AsBytesAsync(first), await Written.AsBytesAsync(second));
    }

    [Fact]
    public async Task A_narrowed_submission_is_the_same_message()
    {
        var submission = Written.Submit(Written.Message with { To = [new("a@example.net"), new("b@example.net")] });

        Assert.Equal(await Written.AsBytesAsync(submission, Written.Sender), await Written.AsBytesAsync(submission.For([submission.Recipients[1]]), Written.Sender));
    }

    [Fact]
    public async Task Disposing_in_the_middle_of_a_write_takes_nothing_away_from_it()
    {
        var text = new string('ä', 100_000);
        var submission = Written.Submit(Written.Message with { Html = text, Attachments = [EmailAttachment.FromBytes("a.bin", new byte[300_000])] });
        var expected = await Written.AsBytesAsync(submission, Written.Sender);
        var content = await MimeContent.OpenAsync(submission, Written.Sender, CancellationToken.None);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1000, resumeWriterThreshold: 500));

        var writing = content.WriteToAsync(pipe.Writer, CancellationToken.None);
        Assert.False(writing.IsCompleted);
        await content.DisposeAsync();

        // Whoever opens next would be given the buffer of the first, had it been returned.
        await using var next = await MimeContent.OpenAsync(Written.Submit(Written.Message with { Subject = "another" }), Written.Sender, CancellationToken.None);
        var into = new MemoryStream();
        var reading = pipe.Reader.CopyToAsync(into);
        await writing;
        await pipe.Writer.CompleteAsync();
        await reading;
        Assert.Equal(expected, into.ToArray());
    }

    [Fact]
    public async Task A_pipe_that_nobody_reads_any_more_ends_the_write()
    {
        await using var content = await MimeContent.OpenAsync(Written.Submit(Written.Message with { Text = new string('ä', 1_000_000) }), Written.Sender, CancellationToken.None);
        var pipe = new Pipe();
        await pipe.Reader.CompleteAsync();

        await Assert.ThrowsAsync<IOException>(async () => await content.WriteToAsync(pipe.Writer, CancellationToken.None));
    }
}
