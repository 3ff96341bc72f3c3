using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications.Mime;
using Leadmetrics.Notifications.Mime.Dkim;

namespace Leadmetrics.Notifications.Tests.Mime.Dkim;

public sealed class RelaxedTests
{
    private const string HashOfNothing = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    [Fact]
    public void The_example_of_rfc_6376_section_3_4_5_comes_out_as_it_says()
    {
        Assert.Equal("a:X", Header("A: X\r\n"));
        Assert.Equal("b:Y Z", Header("B : Y\t\r\n\tZ  \r\n"));
        Assert.Equal(Hash(" C\r\nD E\r\n"), BodyHash(" C \r\nD \t E\r\n\r\n\r\n"));
        Assert.Equal(" C\r\nD E\r\n", RelaxedReference.Body(" C \r\nD \t E\r\n\r\n\r\n"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("\r\n\r\n\r\n")]
    [InlineData("  \t ")]
    [InlineData(" \r\n\t\r\n   \r\n")]
    public void A_body_of_which_nothing_is_left_has_the_known_hash(string body) => Assert.Equal(HashOfNothing, BodyHash(body));

    [Fact]
    public void A_last_line_that_is_not_ended_counts_as_ended() => Assert.Equal(BodyHash("a\r\nb\r\n"), BodyHash("a\r\nb"));

    [Fact]
    public void Any_body_is_hashed_as_the_reference_says_at_every_split()
    {
        string[] pieces = [" ", "  ", "\t", "\r\n", "\r\n", "\r", "\n", "a", "b c", "=", " \r\n", "\r\n\r\n"];
        var random = new Random(20261122);
        for (var round = 0; round < 3000; round++)
        {
            var body = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            var expected = Hash(RelaxedReference.Body(body));
            for (var split = 0; split <= body.Length; split++) Check(expected, body[..split], body[split..]);
            Check(expected, [.. body.Select(c => c.ToString())]);

            void Check(string hash, params string[] split) => Assert.True(hash == BodyHash(split), $"{Shown(body)} in pieces {string.Join('|', split.Select(Shown))}");
        }
    }

    [Fact]
    public void Long_runs_are_hashed_as_the_reference_says_in_pieces_of_any_size()
    {
        var random = new Random(6376);
        for (var round = 0; round < 200; round++)
        {
            var body = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.Next(6) switch
            {
                0 => new string('x', random.Next(5000)),
                1 => string.Concat(Enumerable.Repeat("\r\n", random.Next(2000))),
                2 => new string(' ', random.Next(600)),
                3 => string.Concat(Enumerable.Repeat("word ", random.Next(300))),
                4 => string.Concat(Enumerable.Repeat("base64base64base64\r\n", random.Next(200))),
                _ => "\r\n",
            }));
            var pieces = new List<string>();
            for (var at = 0; at < body.Length;)
            {
                var length = Math.Min(random.Next(1, 9000), body.Length - at);
                pieces.Add(body.Substring(at, length));
                at += length;
            }

            Assert.Equal(Hash(RelaxedReference.Body(body)), BodyHash([.. pieces]));
        }
    }

    [Fact]
    public void Any_field_is_written_as_the_reference_says()
    {
        string[] pieces = [" ", "\t", "\r\n ", "\r\n\t", "a", "Bc", ":", ";", "  "];
        var random = new Random(5322);
        for (var round = 0; round < 5000; round++)
        {
            var field = "X-Some_NAME" + (random.Next(4) == 0 ? " \t" : "") + ":" + string.Concat(Enumerable.Range(0, random.Next(15)).Select(_ => pieces[random.Next(pieces.Length)]));
            Assert.Equal(RelaxedReference.Field(field), Header(field + "\r\n"));
            Assert.Equal(RelaxedReference.Field(field), Header(field));
        }
    }

    [Fact]
    public void The_writer_that_hashes_has_room_for_what_it_is_asked_for()
    {
        using var writer = new BodyHashWriter();
        var hash = new byte[32];
        foreach (var size in new[] { 10, 100_000, 20 })
        {
            writer.GetSpan(size)[..size].Fill((byte)'x');
            writer.Advance(size);
        }

        writer.Finish(hash);

        Assert.Equal(Hash(new string('x', 100_030) + "\r\n"), Convert.ToBase64String(hash));
    }

    private static string Header(string field)
    {
        using var output = new HeaderBuffer();
        RelaxedHeader.Write(output, Encoding.ASCII.GetBytes(field));
        return Encoding.ASCII.GetString(output.Written.Span);
    }

    private static string BodyHash(params string[] pieces)
    {
        using var hash = new RelaxedBodyHash();
        foreach (var piece in pieces) hash.Append(Encoding.ASCII.GetBytes(piece));
        var result = new byte[32];
        hash.Finish(result);
        return Convert.ToBase64String(result);
    }

    private static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    private static string Shown(string text) => text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
}
