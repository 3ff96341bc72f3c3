using System.Text;

namespace Leadmetrics.Notifications.Tests.Mime;

public sealed class HeaderTests
{
    [Fact]
    public async Task Any_line_reads_back_as_subject_name_and_own_field()
    {
        foreach (var line in Texts.Lines)
        {
            var message = Written.Message with
            {
                Subject = line,
                To = [new EmailAddress("one@example.net", line), new EmailAddress("two@example.net", line)],
                Cc = [new EmailAddress("three@example.net", line)],
                ReplyTo = [new EmailAddress("four@example.net", line)],
                Headers = new Dictionary<string, string> { ["X-Own"] = line },
            };
            await Readings.OfAsync(new GivenMail(message) { Sender = new EmailAddress("sender@example.com", line) });
        }
    }

    [Fact]
    public async Task Lines_are_short_and_encoded_words_at_most_75_octets()
    {
        foreach (var line in Texts.Lines)
        {
            var bytes = await Written.AsBytesAsync(Written.Submit(Written.Message with { Subject = line, To = [new EmailAddress("one@example.net", line)] }), Written.Sender);

            WireForm.Check(bytes, longestLine: 76);
            var words = WireForm.Header(bytes).Split(["\r\n", " ", ","], StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith("=?", StringComparison.Ordinal));
            Assert.All(words, word =>
            {
                Assert.True(word.Length <= 75, word);
                Assert.EndsWith("?=", word, StringComparison.Ordinal);
                AssertWholeScalars(word);
            });
        }
    }

    [Fact]
    public async Task The_header_holds_these_fields_in_this_order()
    {
        var bytes = await Written.AsBytesAsync(Written.Message with
        {
            Cc = [new EmailAddress("cc@example.net")],
            Bcc = [new EmailAddress("bcc@example.net")],
            ReplyTo = [new EmailAddress("reply@example.net")],
            Headers = new Dictionary<string, string> { ["X-B"] = "2", ["x-a"] = "1", ["References"] = "<1@example.com>" },
        });

        Assert.Equal(
            """
            Date: Sun, 01 Mar 2026 07:08:07 +0000
            From: The Sender <sender@example.com>
            Reply-To: reply@example.net
            To: to@example.net
            Cc: cc@example.net
            Subject: Hello
            Message-ID: <0f1e2d3c4b5a69788796a5b4c3d2e1f0@example.com>
            References: <1@example.com>
            x-a: 1
            X-B: 2
            Auto-Submitted: auto-generated
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 7bit

            """.ReplaceLineEndings("\r\n"),
            WireForm.Header(bytes));
        Assert.DoesNotContain("bcc", Encoding.ASCII.GetString(bytes), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Auto-Submitted")]
    [InlineData("auto-submitted")]
    public async Task A_message_may_say_itself_how_it_was_submitted(string name)
    {
        var mail = await PythonMail.ReadAsync(await Written.AsBytesAsync(Written.Message with { Headers = new Dictionary<string, string> { [name] = "no" } }));

        Assert.Equal("no", mail["Auto-Submitted"]);
    }

    [Fact]
    public async Task The_date_reads_back_as_the_moment_of_the_submission()
    {
        var mail = await PythonMail.ReadAsync(await Written.AsBytesAsync(Written.Message));

        Assert.Equal(Written.Date, DateTimeOffset.Parse(mail.Date!, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Names_are_atoms_a_quoted_string_or_encoded_words()
    {
        var bytes = await Written.AsBytesAsync(Written.Message with
        {
            To = [new("a@x.test", "Jane Doe"), new("b@x.test", "Doe, Jane \"JD\""), new("c@x.test", "Zoë"), new("d@x.test"), new("e@x.test", "")],
        });

        Assert.Contains(
            "To: Jane Doe <a@x.test>, \"Doe, Jane \\\"JD\\\"\" <b@x.test>,\r\n =?utf-8?Q?Zo=C3=AB?= <c@x.test>, d@x.test, e@x.test\r\n",
            WireForm.Header(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_Bcc_leaves_the_recipients_undisclosed()
    {
        var mail = await PythonMail.ReadAsync(await Written.AsBytesAsync(Written.Message with { To = [], Bcc = [new EmailAddress("bcc@example.net")] }));

        Assert.Equal("undisclosed-recipients:;", mail["To"]);
        Assert.Empty(mail.To);
    }

    [Fact]
    public async Task A_thousand_recipients_are_all_there_on_short_lines()
    {
        var to = Enumerable.Range(0, 1000).Select(i => new EmailAddress($"user{i}@example.net", i % 3 == 0 ? $"Üser {i}" : null)).ToArray();
        var bytes = await Written.AsBytesAsync(Written.Message with { To = to });

        WireForm.Check(bytes, longestLine: 76);
        await Readings.OfAsync(Written.Message with { To = to });
    }

    [Fact]
    public async Task Own_fields_for_machines_keep_their_long_words_bare()
    {
        var token = new string('t', 900);
        var ids = string.Join(' ', Enumerable.Range(0, 20).Select(i => $"<{new string('m', 60)}.{i}@example.com>"));
        var bytes = await Written.AsBytesAsync(Written.Message with { Headers = new Dictionary<string, string> { ["X-Token"] = token, ["References"] = ids, ["X-Too-Long"] = token + token } });

        var mail = await PythonMail.ReadAsync(bytes);
        Assert.Contains($"X-Token: {token}\r\n", WireForm.Header(bytes), StringComparison.Ordinal);
        Assert.Equal(ids, mail["References"]);
        Assert.DoesNotContain("=?", WireForm.Header(bytes).Split("X-Too-Long")[0], StringComparison.Ordinal);
        Assert.Equal(token + token, mail["X-Too-Long"]);
    }

    [Fact]
    public async Task Several_spaces_are_never_where_a_line_is_folded()
    {
        for (var lead = 50; lead < 80; lead++)
        {
            var bytes = await Written.AsBytesAsync(Written.Message with { Subject = new string('a', 20) + " " + new string('b', lead - 21) + "   word  word" });

            Assert.DoesNotContain("\r\n  ", WireForm.Header(bytes), StringComparison.Ordinal);
            Assert.Equal(lead < 55, WireForm.Header(bytes).Contains("   word  word", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_empty_subject_is_an_empty_field()
    {
        var bytes = await Written.AsBytesAsync(Written.Message with { Subject = "" });

        Assert.Contains("\r\nSubject:\r\n", WireForm.Header(bytes), StringComparison.Ordinal);
    }

    private static void AssertWholeScalars(string word)
    {
        var text = word[10..^2];
        var octets = word[8] == 'B'
            ? Convert.FromBase64String(text)
            : Convert.FromHexString(string.Concat(text.Select((c, i) => c == '=' ? "" : i > 0 && (text[i - 1] == '=' || (i > 1 && text[i - 2] == '=')) ? c.ToString() : ((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture))));
        new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(octets);
    }
}
