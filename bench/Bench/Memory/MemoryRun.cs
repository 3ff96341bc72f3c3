using Leadmetrics.Bench.Servers;
using Leadmetrics.Bench.Smtp;
using Leadmetrics.Bench.Workers;
using Leadmetrics.Notifications;

namespace Leadmetrics.Bench.Memory;

/// <summary>Sends one message with a large attachment, from a file and from streams, and watches this process' memory meanwhile.</summary>
internal static class MemoryRun
{
    // Small messages go first: code is compiled and buffers are there, so that what grows is the attachment's.
    private const int WarmUp = 500;
    private const int SmallAttachment = 1_000_000;

    public static async Task<IReadOnlyList<MemoryResult>> RunAsync(long octets, ServerKind kind, bool chunking, TextWriter progress, CancellationToken cancellationToken)
    {
        var results = new List<MemoryResult>();
        var scenario = new Scenario { Server = kind, Chunking = chunking, Attachment = SmallAttachment };
        using var files = await MailFiles.WriteAsync(scenario, cancellationToken);
        await using var server = await BenchServer.StartAsync(scenario, cancellationToken);
        var large = Path.Combine(files.Folder, "large.bin");
        await using (var file = File.Create(large)) await new MadeUpStream(octets).CopyToAsync(file, cancellationToken);
        (string Name, EmailAttachment Attachment)[] attachments =
        [
            ("a file", EmailAttachment.FromFile(large)),
            ("a stream of known length", EmailAttachment.FromStream("large.bin", _ => ValueTask.FromResult<Stream>(new MadeUpStream(octets)), length: octets)),
            ("a stream of unknown length", EmailAttachment.FromStream("large.bin", _ => ValueTask.FromResult<Stream>(new MadeUpStream(octets)))),
        ];
        var small = EmailAttachment.FromFile(Path.Combine(files.Folder, MailFiles.Attachment));
        foreach (var (name, attachment) in attachments)
        {
            // A pool of its own, so that the first connection's buffers are nobody's luck.
            await using var host = new OursHost(server.Port, 1, 1);
            for (var i = 0; i < WarmUp; i++) await host.SendAsync(Message(i % 50 == 0 ? small : null), cancellationToken);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            var watch = new MemoryWatch();
            var started = TimeProvider.System.GetTimestamp();
            await using (watch) OursHost.Check(await host.SendAsync(Message(attachment), cancellationToken));
            var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            var growth = watch.Growth;
            results.Add(new MemoryResult(name, octets, seconds, growth.WorkingSet, growth.Private, growth.Heap));
            await progress.WriteLineAsync($"memory: {name} done");
        }

        return results;
    }

    private static EmailMessage Message(EmailAttachment? attachment) => new()
    {
        To = [new EmailAddress("to@bench.test")],
        Subject = "Benchmark",
        Text = "A large file.",
        Attachments = attachment is null ? [] : [attachment],
    };
}
