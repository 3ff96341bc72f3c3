using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Bench.Smtp;

/// <summary>The mail that all contestants send, as files of a throwaway folder: the same texts and attachment, and the whole message ready for the wire.</summary>
/// <remarks><c>text.txt</c> and <c>html.html</c> are half of the size each, less what a composer adds; <c>attachment.bin</c> is there where one is sent; <c>content.eml</c> is the prepared message.</remarks>
internal sealed class MailFiles : IDisposable
{
    public const string Text = "text.txt";
    public const string Html = "html.html";
    public const string Attachment = "attachment.bin";
    public const string Content = "content.eml";

    // Header fields and part headings of a composed message of two texts: near enough, and what was sent is counted anyway.
    private const int Framing = 800;
    private const string Boundary = "=_leadmetrics-bench";
    private static readonly string Line = string.Join(' ', Enumerable.Repeat("figures", 9)) + "\r\n";

    private MailFiles(string folder, long contentLength)
    {
        Folder = folder;
        ContentLength = contentLength;
    }

    public string Folder { get; }

    /// <summary>Octets of the prepared message.</summary>
    public long ContentLength { get; }

    public static async Task<MailFiles> WriteAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("leadmetrics-bench-").FullName;
        var half = Math.Max(Line.Length, (scenario.Size - Framing) / 2);
        await File.WriteAllTextAsync(Path.Combine(folder, Text), Lines(half), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, Html), $"<html><body><p>\r\n{Lines(half)}</p></body></html>\r\n", cancellationToken);
        var content = Path.Combine(folder, Content);
        if (scenario.Attachment == 0)
        {
            await File.WriteAllTextAsync(content, Header + "\r\n" + Lines(scenario.Size - Header.Length - 2), cancellationToken);
        }
        else
        {
            await WriteAttachedAsync(Path.Combine(folder, Attachment), content, scenario, cancellationToken);
        }

        return new MailFiles(folder, new FileInfo(content).Length);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private const string Header = "From: <from@bench.test>\r\nTo: <to@bench.test>\r\nSubject: Benchmark\r\nMIME-Version: 1.0\r\n";

    private static async Task WriteAttachedAsync(string attachment, string content, Scenario scenario, CancellationToken cancellationToken)
    {
        await using var file = File.Create(attachment);
        await using var message = new StreamWriter(content, append: false, Encoding.ASCII) { NewLine = "\r\n" };
        await message.WriteAsync($"{Header}Content-Type: multipart/mixed; boundary=\"{Boundary}\"\r\n\r\n--{Boundary}\r\nContent-Type: text/plain\r\n\r\n{Lines(scenario.Size)}\r\n");
        await message.WriteAsync($"--{Boundary}\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"{Attachment}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n");

        // Lines of 76 characters are 57 octets.
        var block = new byte[57 * 1024];
        for (var left = scenario.Attachment; left > 0;)
        {
            var part = block.AsMemory(0, (int)Math.Min(left, block.Length));
            RandomNumberGenerator.Fill(part.Span);
            await file.WriteAsync(part, cancellationToken);
            for (var at = 0; at < part.Length; at += 57) await message.WriteLineAsync(Convert.ToBase64String(part.Span[at..Math.Min(at + 57, part.Length)]));
            left -= part.Length;
        }

        await message.WriteAsync($"--{Boundary}--\r\n");
    }

    private static string Lines(int octets)
    {
        var text = new StringBuilder();
        while (text.Length < octets) text.Append(Line);
        return text.ToString();
    }
}
