using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Mime;

namespace Leadmetrics.Bench.Micro;

/// <summary>From an <see cref="EmailMessage"/> to its octets: checked, composed, written to nowhere. Text and HTML have a kilobyte each.</summary>
[MemoryDiagnoser]
public class MimeWriting
{
    private static readonly EmailAddress Sender = new("from@bench.test", "Bench");
    private static readonly DateTimeOffset Date = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly string Ascii = string.Concat(Enumerable.Repeat("Plain words, and a few more of them.\r\n", 27));
    private static readonly byte[] Streamed = new byte[25 * 1000 * 1000];
    private static readonly string Unicode = string.Concat(Enumerable.Repeat("Grüße aus Köln, 日本語も少し。\r\n", 25));

    private readonly EmailMessage _texts = Message("Benchmark", Ascii);
    private readonly EmailMessage _unicode = Message("Grüße, 日本語", Unicode);
    private readonly EmailMessage _attached = Message("Benchmark", Ascii) with { Attachments = [EmailAttachment.FromBytes("large.bin", new byte[25 * 1000 * 1000])] };
    private readonly EmailMessage _streamed = Message("Benchmark", Ascii) with { Attachments = [EmailAttachment.FromStream("large.bin", _ => ValueTask.FromResult<Stream>(new MemoryStream(Streamed)))] };
    private readonly PipeWriter _output = PipeWriter.Create(Stream.Null);

    [Benchmark]
    public Task TextAndHtml() => WriteAsync(_texts);

    [Benchmark]
    public Task TextAndHtmlBeyondAscii() => WriteAsync(_unicode);

    [Benchmark]
    public Task AttachmentOf25MegabytesInMemory() => WriteAsync(_attached);

    [Benchmark]
    public Task AttachmentOf25MegabytesFromAStream() => WriteAsync(_streamed);

    private static EmailMessage Message(string subject, string body) =>
        new() { To = [new EmailAddress("to@bench.test")], Subject = subject, Text = body, Html = $"<p>{body}</p>" };

    private async Task WriteAsync(EmailMessage message)
    {
        var submission = EmailSubmission.Create(message, "bench@bench.test", Date);
        await using var content = await MimeContent.OpenAsync(submission, Sender, CancellationToken.None);
        await content.WriteToAsync(_output, CancellationToken.None);
        await _output.FlushAsync();
    }
}
