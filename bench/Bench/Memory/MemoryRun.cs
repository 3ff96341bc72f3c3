using Leadmetrics.Bench.Servers;
using Leadmetrics.Bench.Smtp;
using Leadmetrics.Bench.Workers;
using Leadmetrics.Notifications;

namespace Leadmetrics.Bench.Memory;

/// <summary>Sends one message with a large attachment, from a file and from streams, and watches this process' memory meanwhile.</summary>
internal static class MemoryRun
{
    // Small attachments of the same kind go first: code is compiled, threads and buffers are there, so that what grows is the large one's.
    private const int WarmUp = 100;
    private const int SmallAttachment = 1_000_000;

    public static async Task<IReadOnlyList<MemoryResult>> RunAsync(long octets, ServerKind server, bool chunking, TextWriter progress, CancellationToken cancellationToken)
    {
        var results = new List<MemoryResult>();
        var scenario = new Scenario { Server = server, Chunking = chunking, Attachment = SmallAttachment };
        using var files = await MailFiles.WriteAsync(scenario, cancellationToken);
        await using var running = await BenchServer.StartAsync(scenario, cancellationToken);
        var large = Path.Combine(files.Folder, "large.bin");
        await using (var file = File.Create(large)) await new MadeUpStream(octets).CopyToAsync(file, cancellationToken);
        var small = Path.Combine(files.Folder, MailFiles.Attachment);
        (string Name, EmailAttachment Small, EmailAttachment Large)[] kinds =
        [
            ("a file", EmailAttachment.FromFile(small), EmailAttachment.FromFile(large)),
            ("a stream of known length", Stream(SmallAttachment, isKnown: true), Stream(octets, isKnown: true)),
            ("a stream of unknown length", Stream(SmallAttachment, isKnown: false), Stream(octets, isKnown: false)),
        ];
        foreach (var kind in kinds)
        {
            // A pool of its own, so that one kind's buffers are not the next one's luck.
            await using var host = new OursHost(running.Port, 1, 1);
            for (var i = 0; i < WarmUp; i++) OursHost.Check(await host.SendAsync(Message(kind.Small), cancellationToken));
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            var watch = new MemoryWatch();
            var started = TimeProvider.System.GetTimestamp();
            await using (watch) OursHost.Check(await host.SendAsync(Message(kind.Large), cancellationToken));
            var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            var growth = watch.Growth;
            results.Add(new MemoryResult(kind.Name, octets, seconds, growth.WorkingSet, growth.Private, growth.Heap));
            await progress.WriteLineAsync($"memory: {kind.Name} done");
        }

        return results;
    }

    private static EmailAttachment Stream(long octets, bool isKnown) =>
        EmailAttachment.FromStream("large.bin", _ => ValueTask.FromResult<Stream>(new MadeUpStream(octets)), length: isKnown ? octets : null);

    private static EmailMessage Message(EmailAttachment attachment) => new()
    {
        To = [new EmailAddress("to@bench.test")],
        Subject = "Benchmark",
        Text = "A large file.",
        Attachments = [attachment],
    };
}
