using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Leadmetrics.Notifications.Mime;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>Messages made of arbitrary UTF-16 strings. A failure names the seed; <c>MIME_SEED=seed,gamma</c> in the environment repeats it.</summary>
/// <remarks>The usual run takes the same messages each time, so that a failure there is the change's; the long run looks for new ones.</remarks>
public sealed class MimePropertyTests
{
    private const string UsualSeed = "7099103068236924084,6292872859469281617";

    private const int Messages = 3000;

    private static readonly Arbitrary<EmailMessage> AnyMessage = Arb.From(
        from line in Texts.Any.ArrayOf(6)
        from text in Texts.Any.OrNull()
        from html in Texts.Any.OrNull()
        from kinds in Gen.Choose(0, 3)
        from bytes in Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf()
        select new EmailMessage
        {
            Subject = Texts.AsLine(line[0]),
            To = [new EmailAddress("one@example.net", Texts.AsLine(line[1])), new EmailAddress("two@example.net", Texts.AsLine(line[2]))],
            Headers = new Dictionary<string, string> { ["X-Own"] = Texts.AsLine(line[3]) },
            Text = kinds == 0 ? text ?? "" : text,
            Html = html,
            Attachments = kinds switch
            {
                0 => [],
                1 => [EmailAttachment.FromBytes(Texts.AsLine(line[4]), bytes, "application/pdf")],
                2 => [EmailAttachment.FromBytes(Texts.AsLine(line[4]), bytes, "image/png").Inline("image-1")],
                _ => [EmailAttachment.FromBytes(Texts.AsLine(line[4]), bytes, "image/png").Inline("image-1"), EmailAttachment.FromBytes(Texts.AsLine(line[5]), bytes, "text/csv")],
            },
        });

    [Fact]
    public async Task Any_message_reads_back_the_same()
    {
        var (seed, config) = NewRun(Messages);
        var messages = new List<EmailMessage>(Messages);
        Check.One(config, Prop.ForAll(AnyMessage, messages.Add));
        var written = new List<byte[]>(Messages);
        foreach (var message in messages) written.Add(await Written.AsBytesAsync(message));

        var mails = await PythonMail.ReadAsync(written);

        for (var i = 0; i < mails.Count; i++)
        {
            try
            {
                AssertSame(messages[i], mails[i]);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}, message {i}:\n{Encoding.ASCII.GetString(written[i])}", e);
            }
        }
    }

    [Fact]
    public void Any_message_has_its_form_its_length_and_twice_the_same_octets()
    {
        var (seed, config) = NewRun(Messages / 3);
        var property = Prop.ForAll(AnyMessage, message =>
        {
            var first = Written.AsBytesAsync(message).GetAwaiter().GetResult();
            var second = Written.AsBytesAsync(message).GetAwaiter().GetResult();
            return first.AsSpan().SequenceEqual(second);
        });

        Check.One(config.WithName($"Seed {seed}"), property);
    }

    [Fact]
    public void Text_in_blocks_of_any_size_is_the_same_text()
    {
        var (seed, config) = NewRun(Messages / 3);
        var property = Prop.ForAll(Arb.From(Texts.Any), Arb.From(Gen.Choose(1, 70)), (text, size) =>
        {
            var octets = new TextOctets(text);
            var all = new List<byte>();
            var block = new byte[size];
            int read;
            do
            {
                read = octets.Read(block);
                all.AddRange(block[..read]);
            }
            while (read == size);
            return all.Count == TextOctets.Count(text) && Texts.AsBody(text) == Encoding.UTF8.GetString([.. all]);
        });

        Check.One(config.WithName($"Seed {seed}"), property);
    }

    private static (string Seed, Config Config) NewRun(int count)
    {
        var seed = Environment.GetEnvironmentVariable("MIME_SEED") ?? (LongRun.Enabled ? $"{(ulong)Random.Shared.NextInt64()},{(ulong)Random.Shared.NextInt64() | 1}" : UsualSeed);
        var numbers = seed.Split(',').Select(ulong.Parse).ToArray();
        return (seed, Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(numbers[0], numbers[1]).WithEndSize(60));
    }

    private static void AssertSame(EmailMessage message, ReadMail mail)
    {
        Assert.Equal(Texts.WellFormed(message.Subject), mail["Subject"]);
        Assert.Equal(Texts.WellFormed(message.Headers["X-Own"]), mail["X-Own"]);
        Assert.Equal(message.To.Select(a => new ReadMail.Mailbox(Texts.WellFormed(a.Name!), a.Address)), mail.To);
        Assert.Equal(
            ["Date", "From", "To", "Subject", "Message-ID", "X-Own", "Auto-Submitted", "MIME-Version", "Content-Type"],
            mail.Fields.Select(f => f.Name).Where(name => name != "Content-Transfer-Encoding"));
        var leaves = mail.Root.Leaves.ToList();
        if (message.Text is not null) AssertBody(message.Text, "text/plain");
        if (message.Html is not null) AssertBody(message.Html, "text/html");
        foreach (var attachment in message.Attachments)
        {
            var leaf = leaves.Single(l => l.Type == attachment.ContentType);
            leaves.Remove(leaf);
            Assert.Equal(FileNames.Clean(attachment.FileName), leaf.FileName);
            Assert.Equal(attachment.Length, leaf.Content!.Length);
        }

        Assert.Empty(leaves);

        void AssertBody(string body, string type)
        {
            var leaf = leaves.Single(l => l.Type == type);
            leaves.Remove(leaf);
            var expected = Texts.AsBody(body);

            // A body that is the whole message ends as a line does.
            if (mail.Root.Parts.Count == 0 && leaf.Encoding != "base64" && expected.Length > 0 && !expected.EndsWith("\r\n", StringComparison.Ordinal)) expected += "\r\n";
            Assert.Equal(expected, leaf.Text);
        }
    }
}
