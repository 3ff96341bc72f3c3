using Leadmetrics.Notifications.Mime;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>What writing takes of the process: alone in it while it is measured.</summary>
[CollectionDefinition(nameof(WritingFootprintTests), DisableParallelization = true)]
[Collection(nameof(WritingFootprintTests))]
public sealed class WritingFootprintTests
{
#if DEBUG
    // Without optimisation every async method's state is an object, even where it ends at once.
    private const int Budget = 2048;
#else
    private const int Budget = 1024;
#endif

    [Fact]
    public async Task A_message_of_2_kB_allocates_1_KiB_at_most_while_it_is_checked_and_written()
    {
        const int Rounds = 1000;
        const int Looks = 7;
        var message = Written.Message with { Text = new string('a', 70).PadRight(1000, '.'), Html = "<p>" + new string('b', 990) + "</p>" };
        var output = new CountingPipeWriter();
        await WriteAsync(Rounds);

        // The counter is the whole process's, in which what other tests left behind may still allocate: that only ever adds.
        var each = long.MaxValue;
        for (var look = 0; look < Looks; look++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await WriteAsync(Rounds);
            each = Math.Min(each, (GC.GetTotalAllocatedBytes(precise: true) - before) / Rounds);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{each} B a message");
        Assert.InRange(output.Total, (Looks + 1) * Rounds * 2000, (Looks + 1) * Rounds * 3000);
        Assert.InRange(each, 1, Budget);

        async Task WriteAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await using var content = await MimeContent.OpenAsync(Written.Submit(message), Written.Sender, CancellationToken.None);
                await content.WriteToAsync(output, CancellationToken.None);
            }
        }
    }
}
