using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>What three readers that share no code with ours made of one message.</summary>
internal sealed record Readings(ReadMail Python, FlatMail MailParser, FlatMail PostalMime)
{
    public static async Task<Readings> ReadAsync(byte[] message)
    {
        var python = PythonMail.ReadAsync(message);
        var node = NodeMail.ReadAsync(message);
        await Task.WhenAll(python, node);
        return new Readings(await python, (await node).MailParser, (await node).PostalMime);
    }

    /// <summary>Writes a message, reads it back three times, and holds that each reader was given what went in.</summary>
    public static async Task<Readings> OfAsync(GivenMail given)
    {
        var readings = await ReadAsync(await given.WriteAsync());
        readings.AssertSame(ExpectedMail.Of(given));
        return readings;
    }

    public static Task<Readings> OfAsync(EmailMessage message) => OfAsync(new GivenMail(message));

    public void AssertSame(ExpectedMail expected)
    {
        PythonAssertSame(expected);
        AssertSame(expected, MailParser, new MailParserWays());
        AssertSame(expected, PostalMime, new PostalMimeWays());
    }

    private void PythonAssertSame(ExpectedMail expected)
    {
        const string Reader = "python";
        SameAll(Reader, "field names", expected.Fields.Select(f => f.Name), Python.Fields.Select(f => f.Name));
        foreach (var (field, read) in expected.Fields.Zip(Python.Fields)) Same(Reader, field.Name, field.Value ?? read.Value, read.Value);
        SameAll(Reader, "From", expected.From, Python.From);
        SameAll(Reader, "Reply-To", expected.ReplyTo, Python.ReplyTo);
        SameAll(Reader, "To", expected.To, Python.To);
        SameAll(Reader, "Cc", expected.Cc, Python.Cc);
        Same(Reader, "Date", expected.Date.UtcDateTime, DateTimeOffset.Parse(Python.Date!, CultureInfo.InvariantCulture).UtcDateTime);
        Same(Reader, "shape", expected.Shape, Python.Root.Shape);
        var leaves = Python.Root.Leaves.ToList();
        foreach (var leaf in leaves) SameAll(Reader, "defects", [], leaf.Defects);
        var bodies = 0;
        if (expected.Text is { } text) Body("text", text, "text/plain", leaves[bodies++]);
        if (expected.Html is { } html) Body("html", html, "text/html", leaves[bodies++]);
        foreach (var (part, leaf) in expected.Parts.Zip(leaves.Skip(bodies)))
        {
            Same(Reader, "file name", part.FileName, leaf.FileName);
            Same(Reader, "type", part.Type, leaf.Type);
            Same(Reader, "Content-ID", part.ContentId, leaf.ContentId);
            Same(Reader, "disposition", part.Disposition, leaf.Disposition);
            Same(Reader, "method", part.Method, leaf.Method);
            if (!part.IsBody) Same(Reader, "encoding", "base64", leaf.Encoding);
            Content(Reader, part.Content, leaf.Length ?? -1, leaf.Content, leaf.Sha256);
        }

        void Body(string what, string body, string type, ReadMail.Part leaf)
        {
            Same(Reader, what, type, leaf.Type);
            Same(Reader, what, null, leaf.Disposition);

            // A body that is the whole message ends as a line does.
            if (expected.IsSinglePart && leaf.Encoding != "base64" && body.Length > 0 && !body.EndsWith("\r\n", StringComparison.Ordinal)) body += "\r\n";
            if (leaf.Content is null) Same(Reader, what, Hash(Encoding.UTF8.GetBytes(body)), leaf.Sha256!);
            else Same(Reader, what, body, leaf.Text);
        }
    }

    private void AssertSame(ExpectedMail expected, FlatMail mail, ReaderWays ways)
    {
        var reader = ways.Name;
        SameAll(reader, "field names", expected.Fields.Select(f => f.Name), mail.Fields.Select(f => f.Name));
        foreach (var (field, read) in expected.Fields.Zip(mail.Fields))
        {
            var isSame = field.Value is null || (field.Name == "Subject" ? ways.ReadsLine(field.Value, read.Value) : ways.ReadsField(field.Value, read.Value));
            if (!isSame) Differ(reader, field.Name, field.Value, read.Value);
        }


        SameLine(ways, "Subject", expected.Subject.Length == 0 ? null : expected.Subject, mail.Subject);
        SameBoxes(ways, "From", expected.From, mail.From);
        SameBoxes(ways, "Reply-To", expected.ReplyTo, mail.ReplyTo);
        SameBoxes(ways, "To", expected.To, mail.To);
        SameBoxes(ways, "Cc", expected.Cc, mail.Cc);
        SameAll(reader, "Bcc", [], mail.Bcc);
        Same(reader, "Message-ID", expected.MessageId, mail.MessageId);
        Same(reader, "In-Reply-To", expected.InReplyTo, mail.InReplyTo);
        SameAll(reader, "References", expected.References, mail.References);
        Same(reader, "Date", expected.Date.UtcDateTime, DateTimeOffset.Parse(mail.Date!, CultureInfo.InvariantCulture).UtcDateTime);
        SameBody("text", expected.Text, mail.Text);
        SameBody("html", expected.Html, mail.Html);
        Same(reader, "number of attachments", expected.Parts.Length, mail.Attachments.Count);
        foreach (var (part, read) in expected.Parts.Zip(mail.Attachments))
        {
            var name = read.FileNameParameter ?? read.FileName;
            if (name != part.FileName) Differ(reader, "file name", part.FileName, name);
            Same(reader, "type", part.Type, read.Type);
            Same(reader, "Content-ID", part.ContentId, read.ContentId);
            Same(reader, "disposition", part.Disposition, read.Disposition);
            Same(reader, "method", part.Method, read.Method);
            Same(reader, "related", part.IsRelated, read.Related);
            Content(reader, ways.Content(part.Type, part.Content), read.Length, read.Content, read.Sha256);
        }

        void SameBody(string what, string? body, string? read)
        {
            // Readers without a tree make one of no body and an empty one, and give line ends as they like: Python holds both.
            if (body is null)
            {
                Same(reader, what, "", read ?? "");
                return;
            }

            var isBase64 = Python.Root.Leaves.Skip(what == "html" && expected.Text is not null ? 1 : 0).First().Encoding == "base64";
            if (expected.IsSinglePart && !isBase64 && body.Length > 0 && !body.EndsWith("\r\n", StringComparison.Ordinal)) body += "\r\n";
            if (!ways.ReadsBody(WithLf(body), WithLf(read ?? ""), isBase64, expected.IsSinglePart)) Differ(reader, what, body, read);
        }
    }

    private static string WithLf(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    private static void SameLine(ReaderWays ways, string what, string? expected, string? actual) =>
        Same(ways.Name, what, expected, expected is not null && actual is not null && ways.ReadsLine(expected, actual) ? expected : actual);

    private static void SameBoxes(ReaderWays ways, string what, ReadMail.Mailbox[] expected, IReadOnlyList<ReadMail.Mailbox> actual)
    {
        var same = expected.Length == actual.Count && expected.Zip(actual).All(p => ways.Address(p.First.Address) == p.Second.Address && ways.ReadsLine(p.First.Name, p.Second.Name));
        if (!same) Differ(ways.Name, what, expected, actual);
    }

    private static void Content(string reader, byte[] expected, long length, byte[]? content, string? sha256)
    {
        Same(reader, "length", expected.Length, length);
        if (content is null) Same(reader, "content", Hash(expected), sha256);
        else if (!expected.AsSpan().SequenceEqual(content)) Same(reader, "content", Convert.ToHexString(expected), Convert.ToHexString(content));
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));

    private static void SameAll<T>(string reader, string what, IEnumerable<T> expected, IEnumerable<T> actual)
    {
        if (!expected.SequenceEqual(actual)) Differ(reader, what, expected, actual);
    }

    private static void Same<T>(string reader, string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) Differ(reader, what, expected, actual);
    }

    // As JSON, where every character that is not plain ASCII shows its number.
    private static void Differ(string reader, string what, object? expected, object? actual) =>
        Assert.Fail($"{reader} reads another {what}.\nExpected: {JsonSerializer.Serialize(expected)}\nActual:   {JsonSerializer.Serialize(actual)}");
}
