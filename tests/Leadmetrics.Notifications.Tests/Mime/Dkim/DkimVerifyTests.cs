using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Tests.Mime.Dkim;

/// <summary>What is signed, judged by verifiers that share no code with ours.</summary>
public sealed class DkimVerifyTests(PeerFixture<DkimVerifiers> verifiers)
{
    private const string UsualSeed = "1140937182655183,7420738134811";
    private const string Header =
        "Date: Sun, 01 Mar 2026 07:08:07 +0000\r\nFrom: Some One <one@example.com>\r\nReply-To: reply@example.com\r\nTo: two@example.net,\r\n three@example.net\r\nCc: four@example.net\r\n" +
        "Subject: A subject that\r\n is folded\r\nMessage-ID: <1@example.com>\r\nIn-Reply-To: <0@example.com>\r\nReferences: <a@example.com>\r\n <0@example.com>\r\n" +
        "List-Unsubscribe: <https://example.com/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nX-Unsigned: any\r\n" +
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n";

    private const string Body = "A first line.\r\n\r\nA second one.\r\n";

    private static readonly string[] SignedNames =
    [
        "From", "To", "Cc", "Subject", "Reply-To", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
        "List-Unsubscribe", "List-Unsubscribe-Post",
    ];

    public static IReadOnlyDictionary<string, EmailMessage> Messages { get; } = new Dictionary<string, EmailMessage>
    {
        ["plain"] = Written.Message,
        ["html"] = Written.Message with { Text = null, Html = "<p>Hello.</p>" },
        ["both"] = Written.Message with { Html = "<p>Hello.</p>" },
        ["empty"] = Written.Message with { Text = "" },
        ["only spaces"] = Written.Message with { Text = "   " },
        ["only line ends"] = Written.Message with { Text = "\r\n\r\n\r\n" },
        ["only spaces and line ends"] = Written.Message with { Text = "  \r\n\t\r\n \t " },
        ["trailing blank lines"] = Written.Message with { Text = "Hello.\r\n" + string.Concat(Enumerable.Repeat("\r\n", 5000)) },
        ["blank lines between"] = Written.Message with { Text = "Hello." + string.Concat(Enumerable.Repeat("\r\n", 3000)) + "Bye." },
        ["white space at line ends"] = Written.Message with { Text = "one \r\ntwo\t\r\n three  \t \r\n\tfour\t\tfive  six\r\n" },
        ["a long line"] = Written.Message with { Text = new string('x', 100_000), Html = "<p>" + string.Concat(Enumerable.Repeat("word  word\t", 5000)) },
        ["beyond ASCII"] = Written.Message with { Text = "Grüße aus Köln. \r\n日本語 \r\n", Html = "<p>👩🏽‍🚀</p>" },
        ["many to"] = Written.Message with { To = [.. Enumerable.Range(0, 200).Select(i => new EmailAddress($"to{i}@example.net", $"Größe  {i}"))], Cc = [new EmailAddress("cc@example.net", "A, B")], ReplyTo = [new EmailAddress("r@example.org")] },
        ["a long subject"] = Written.Message with { Subject = string.Concat(Enumerable.Repeat("ご注文ありがとうございます。", 20)) },
        ["an empty subject"] = Written.Message with { Subject = "" },
        ["own fields"] = Written.Message with { Headers = new Dictionary<string, string> { ["X-Own"] = "value", ["X-Empty"] = "", ["Feedback-ID"] = new string('f', 500) } },
        ["a newsletter"] = Written.Message with { ListUnsubscribe = new() { Url = new Uri("https://example.com/u?t=" + new string('a', 90)), Mailto = new("leave@example.com") }, Priority = EmailPriority.Low, Language = "de" },
        ["an answer"] = Written.Message with { InReplyTo = "a@b", References = [.. Enumerable.Range(0, 20).Select(i => $"{i}.0f1e2d3c4b5a6978@example.net")] },
        ["an invitation"] = Written.Message with { Html = "<p>Hello.</p>", Calendar = new("BEGIN:VCALENDAR\nMETHOD:REQUEST\nSUMMARY:Grüße \nEND:VCALENDAR\n") },
        ["inline"] = Written.Message with { Html = "<img src=cid:i>", Attachments = [EmailAttachment.FromBytes("i.png", Bytes(1000)).Inline("i"), EmailAttachment.FromBytes("日本.bin", Bytes(57))] },
    };

    [Fact]
    public async Task Messages_of_all_kinds_are_accepted_by_both()
    {
        var mails = new List<byte[]>();
        foreach (var message in Messages.Values) mails.Add(await Signed.AsBytesAsync(message));
        foreach (var size in new[] { 0, 1, 56, 57, 58, 65535, 65536, 65537, 5_000_000 })
        {
            mails.Add(await Signed.AsBytesAsync(Written.Message with { Attachments = [EmailAttachment.FromBytes("a.bin", Bytes(size))] }));
            mails.Add(await Signed.AsBytesAsync(Written.Message with { Attachments = [EmailAttachment.FromStream("a.bin", _ => new(new TestStream(Bytes(size))))] }));
        }

        mails.Add(Signed.Sign(Header, Body));
        mails.Add(Signed.Sign(Header, ""));

        await AssertValidAsync(mails);
    }

    [Fact]
    public async Task A_header_in_UTF8_is_signed_as_it_stands_and_still_needs_SMTPUTF8()
    {
        await using var content = await Signed.OpenAsync(Written.Message with { To = [new("jané@example.net", "Jané")], ReplyTo = [new("日本@example.com")] });

        Assert.True(content.RequiresSmtpUtf8);
        await AssertValidAsync([await Written.WriteAsync(content)]);
    }

    [Fact]
    public async Task Arbitrary_messages_are_accepted_by_both()
    {
        var seed = Environment.GetEnvironmentVariable("MIME_SEED") ?? (LongRun.Enabled ? $"{(ulong)Random.Shared.NextInt64()},{(ulong)Random.Shared.NextInt64() | 1}" : UsualSeed);
        var numbers = seed.Split(',').Select(ulong.Parse).ToArray();
        var messages = new List<EmailMessage>();
        var any =
            from line in Texts.Any.ArrayOf(4)
            from text in Texts.Any
            from html in Texts.Any.OrNull()
            from bytes in Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf()
            select Written.Message with
            {
                Subject = Texts.AsLine(line[0]),
                To = [new EmailAddress("one@example.net", Texts.AsLine(line[1]))],
                Headers = new Dictionary<string, string> { ["X-Own"] = Texts.AsLine(line[2]) },
                Text = text,
                Html = html,
                Attachments = bytes.Length < 5 ? [] : [EmailAttachment.FromBytes(Texts.AsLine(line[3]), bytes)],
            };
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(LongRun.Enabled ? 2000 : 200).WithReplay(numbers[0], numbers[1]).WithEndSize(60), Prop.ForAll(Arb.From(any), messages.Add));
        var mails = new List<byte[]>();
        foreach (var message in messages) mails.Add(await Signed.AsBytesAsync(message));

        await AssertValidAsync(mails, $"Seed {seed}");
    }

    [Fact]
    public async Task Where_the_server_replaces_date_and_message_id_it_may()
    {
        var signer = Signed.NewSigner(leavesIdentityOut: true);
        var mail = Encoding.ASCII.GetString(Signed.Sign(Header, Body, signer));
        var replaced = mail.Replace("07:08:07", "11:12:13", StringComparison.Ordinal).Replace("<1@example.com>", "<ses@eu-west-1.amazonses.com>", StringComparison.Ordinal);
        Assert.NotEqual(mail, replaced);

        await AssertValidAsync([Encoding.ASCII.GetBytes(mail), Encoding.ASCII.GetBytes(replaced)]);
        foreach (var verdict in (await VerifyAsync([Encoding.ASCII.GetBytes(mail)]))[0])
        {
            var headers = Assert.Single(verdict.Signatures).Headers;
            Assert.Contains("mime-version", headers);
            Assert.DoesNotContain("date", headers);
            Assert.DoesNotContain("message-id", headers);
        }
    }

    [Fact]
    public async Task Both_read_the_domain_the_selector_and_the_signed_fields()
    {
        var there = SignedNames.Select(name => name.ToLowerInvariant()).ToList();
        string[] listed = ["from", .. there[..there.IndexOf("subject")], "subject", .. there[there.IndexOf("subject")..]];

        foreach (var verdict in (await VerifyAsync([Signed.Sign(Header, Body)]))[0])
        {
            var signature = Assert.Single(verdict.Signatures);
            Assert.Equal((Signed.Domain, Signed.Selector), (signature.Domain, signature.Selector));
            Assert.Equal(verdict.Verifier == "mailauth" ? there : listed, signature.Headers);
        }
    }

    [Fact]
    public async Task One_octet_changed_fails_in_both()
    {
        var whole = Encoding.ASCII.GetString(Signed.Sign(Header, Body));
        var cases = new Dictionary<string, string>
        {
            ["body, first octet"] = whole.Replace("A first", "B first", StringComparison.Ordinal),
            ["body, last octet"] = whole.Replace("one.\r\n", "one,\r\n", StringComparison.Ordinal),
            ["body, a line more"] = whole + "more\r\n",
            ["body, a line less"] = whole.Replace("A second one.\r\n", "", StringComparison.Ordinal),
            ["a second From in front"] = "From: evil@example.org\r\n" + whole,
            ["a second From behind"] = whole.Replace("\r\n\r\nA first", "\r\nFrom: evil@example.org\r\n\r\nA first", StringComparison.Ordinal),
            ["a second Subject in front"] = "Subject: evil\r\n" + whole,
            ["a second Subject behind"] = whole.Replace("\r\n\r\nA first", "\r\nSubject: evil\r\n\r\nA first", StringComparison.Ordinal),
            ["the time of the signature"] = whole.Replace("t=177", "t=176", StringComparison.Ordinal),
            ["a name in h="] = whole.Replace(":Cc:", ":Xc:", StringComparison.Ordinal),
        };
        foreach (var name in SignedNames)
        {
            var at = whole.IndexOf($"\r\n{name}: ", StringComparison.Ordinal) + name.Length + 5;
            cases[$"{name}, changed"] = $"{whole[..at]}{(whole[at] == 'z' ? 'y' : 'z')}{whole[(at + 1)..]}";
            var end = whole.IndexOf("\r\n", at, StringComparison.Ordinal);
            while (whole[end + 2] == ' ') end = whole.IndexOf("\r\n", end + 2, StringComparison.Ordinal);
            cases[$"{name}, gone"] = whole.Remove(at - name.Length - 3, end - (at - name.Length - 3));
        }

        Assert.All(cases, one => Assert.NotEqual(whole, one.Value));
        var verdicts = await VerifyAsync([.. cases.Values.Select(Encoding.ASCII.GetBytes)]);

        foreach (var (name, of) in cases.Keys.Zip(verdicts))
        {
            foreach (var verdict in of) Assert.False(Assert.Single(verdict.Signatures).Valid, $"{verdict.Verifier} takes a message with another {name}.");
        }
    }

    [Fact]
    public async Task What_is_not_signed_and_white_space_may_change_on_the_way()
    {
        var whole = Encoding.ASCII.GetString(Signed.Sign(Header, Body));
        string[] changed =
        [
            whole.Replace("X-Unsigned: any", "X-Unsigned: other", StringComparison.Ordinal),
            "Received: from here by there\r\n" + whole,
            whole.Replace("A subject that\r\n is folded", "A subject\r\n\tthat is  folded", StringComparison.Ordinal),
            whole.Replace("A first line.", "A  first\tline. ", StringComparison.Ordinal),
            whole + "\r\n\r\n",
        ];

        Assert.All(changed, mail => Assert.NotEqual(whole, mail));
        await AssertValidAsync([.. changed.Select(Encoding.ASCII.GetBytes)]);
    }

    [Fact]
    public async Task A_thousand_messages_signed_on_eight_tasks_at_once_all_verify()
    {
        var mails = new byte[1000][];
        await Parallel.ForAsync(0, mails.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            mails[i] = await Signed.AsBytesAsync(Written.Message with { Subject = $"Number {i}", Text = $"Number {i}." }));

        await AssertValidAsync(mails);
    }

    [Fact]
    public async Task A_name_listed_several_times_is_signed_from_the_last_one_up()
    {
        // Fields that stand twice come from hosts' own headers in other cases of letters.
        const string Twice = "References: <first@example.com>\r\nFrom: a@example.com\r\nreferences: <second@example.com>\r\nSubject: s\r\n";
        var mail = Encoding.ASCII.GetString(Signed.Sign(Twice, Body));

        await AssertValidAsync([Encoding.ASCII.GetBytes(mail)]);
        var swapped = mail.Replace("<first@", "<x@", StringComparison.Ordinal).Replace("<second@", "<first@", StringComparison.Ordinal).Replace("<x@", "<second@", StringComparison.Ordinal);
        Assert.All((await VerifyAsync([Encoding.ASCII.GetBytes(swapped)]))[0], verdict => Assert.False(verdict.Signatures[0].Valid));
    }

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private async Task<IReadOnlyList<IReadOnlyList<DkimVerdict>>> VerifyAsync(IReadOnlyList<byte[]> mails) => await (await verifiers.GetAsync()).VerifyAsync(Signed.Dns, mails);

    private async Task AssertValidAsync(IReadOnlyList<byte[]> mails, string what = "")
    {
        var verdicts = await VerifyAsync(mails);
        Assert.Equal(mails.Count, verdicts.Count);
        for (var i = 0; i < mails.Count; i++)
        {
            Assert.Equal(2, verdicts[i].Count);
            foreach (var verdict in verdicts[i])
            {
                var signature = Assert.Single(verdict.Signatures);
                Assert.True(signature.Valid, $"{what} {verdict.Verifier} refuses message {i} ({signature.Reason}):\n{Encoding.ASCII.GetString(mails[i].AsSpan(0, Math.Min(mails[i].Length, 4000)))}");
            }
        }
    }
}
