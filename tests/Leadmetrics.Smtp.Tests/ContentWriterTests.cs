using System.Buffers;
using System.Text;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp.Tests;

public sealed class ContentWriterTests
{
    private static readonly string[] Sources =
    [
        "", ".", "..", "\r", "\n", "\r\n", "a", "a\r", "a\n", "a\r\n", ".\r\n", "\r\n.\r\n", "a\r\n.\r\nb", "a\n.\nb", "a\r.\rb", "a\n.\r\nb", "a\r\n.\nb",
        "a\r\n\0.\r\nb", "a\r\r\nb", "a\r\n\nb", "a\n\rb", "...\r\n..\r\n.\r\n", "\r\r\r", "\n\n\n", "a\r\n.b\r\n..c\r\nd.e.\r\n", "\r\n\r\n.\r\n\r\n",
    ];

    public static TheoryData<string> Table => [.. Sources];

    // Independent of the writer: line ends first, then dots, character by character.
    private static string Expected(string source, bool stuffed)
    {
        var lines = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n').ToList();
        if (lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        return string.Concat(lines.Select(line => (stuffed && line.StartsWith('.') ? "." : "") + line + "\r\n"));
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_line_ends_in_CRLF_and_no_line_is_a_dot_at_every_chunk_boundary(string source)
    {
        var bytes = Encoding.Latin1.GetBytes(source);
        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
            {
                byte[][] chunks = [bytes[..first], bytes[first..second], bytes[second..]];
                Assert.Equal(Expected(source, stuffed: true), Write(chunks, stuffed: true, direct: true));
                Assert.Equal(Expected(source, stuffed: true), Write(chunks, stuffed: true, direct: false));
                Assert.Equal(Expected(source, stuffed: false), Write(chunks, stuffed: false, direct: true));
            }
        }
    }

    [Fact]
    public void Any_mix_of_line_ends_dots_and_text_comes_out_sound()
    {
        var random = new Random(20_260_101);
        for (var round = 0; round < 2_000; round++)
        {
            var source = new string([.. Enumerable.Range(0, random.Next(200)).Select(_ => "\r\n.ab"[random.Next(5)])]);
            var bytes = Encoding.Latin1.GetBytes(source);
            var cut = random.Next(bytes.Length + 1);
            Assert.Equal(Expected(source, stuffed: true), Write([bytes[..cut], bytes[cut..]], stuffed: true, direct: random.Next(2) == 0));
        }
    }

    [Fact]
    public async Task Content_larger_than_the_buffer_leaves_in_pieces_and_unchanged()
    {
        var sent = new MemoryStream();
        var wire = new WireWriter(sent);
        var writes = 0;
        var writer = new ContentWriter(wire, token =>
        {
            writes++;
            return wire.SendAsync(token);
        });
        var line = Encoding.ASCII.GetBytes(new string('x', 76) + "\r\n");
        var content = Enumerable.Repeat(line, 20_000).SelectMany(part => part).ToArray();

        writer.Begin(stuffDots: true);
        await writer.WriteAsync(content, Given.Cancel);
        for (var i = 0; i < 20_000; i++)
        {
            writer.Write(line);
            await writer.FlushAsync(Given.Cancel);
        }

        writer.End();
        await wire.SendAsync(Given.Cancel);

        Assert.Equal([.. content, .. content], sent.ToArray());
        Assert.InRange(writes, 10, 200);
        Assert.Equal(2 * content.Length, writer.ContentOctets);
    }

    [Fact]
    public void Between_two_chunks_nothing_can_be_written_for_it_would_leave_as_a_command()
    {
        var wire = new WireWriter(Stream.Null);
        var writer = new ContentWriter(wire, wire.SendAsync);
        writer.BeginChunk(null);
        writer.Write("one\r\n"u8);
        writer.EndChunk(isLast: false);
        var before = wire.Count;
        Assert.Throws<InvalidOperationException>(() => writer.Write("late"u8));
        Assert.Equal(before, wire.Count);
        writer.BeginNextChunk();
        writer.Write("two\r\n"u8);
        writer.EndChunk(isLast: true);
        Assert.EndsWith("BDAT 5 LAST\r\ntwo\r\n", Encoding.ASCII.GetString(wire.Written(0)), StringComparison.Ordinal);
    }

    [Fact]
    public void After_the_end_nothing_can_be_written()
    {
        var wire = new WireWriter(Stream.Null);
        var writer = new ContentWriter(wire, wire.SendAsync);
        writer.Begin(stuffDots: true);
        writer.End();
        Assert.Throws<InvalidOperationException>(() => writer.Write("late"u8));
    }

    private static string Write(byte[][] chunks, bool stuffed, bool direct)
    {
        var wire = new WireWriter(Stream.Null);
        var writer = new ContentWriter(wire, wire.SendAsync);
        writer.Begin(stuffed);
        foreach (var chunk in chunks)
        {
            if (direct)
            {
                chunk.CopyTo(writer.GetSpan(chunk.Length));
                writer.Advance(chunk.Length);
            }
            else
            {
                Assert.True(writer.WriteAsync(chunk).AsTask().IsCompletedSuccessfully);
            }
        }

        writer.End();
        return wire.Count == 0 ? "" : Encoding.Latin1.GetString(wire.Written(0));
    }
}
