using System.Text;
using Leadmetrics.Notifications.Mime.Dkim;

namespace Leadmetrics.Notifications.Tests.Mime.Dkim;

public sealed class DkimFieldTests
{
    [Fact]
    public async Task The_tags_say_what_was_done_and_no_length()
    {
        var tags = Signed.TagsOf(await Signed.AsBytesAsync(Written.Message with { Cc = [new EmailAddress("cc@example.net")] }));

        Assert.Equal(["v", "a", "c", "d", "s", "t", "bh", "h", "b"], tags.Keys);
        Assert.Equal(("1", "rsa-sha256", "relaxed/relaxed", Signed.Domain, Signed.Selector), (tags["v"], tags["a"], tags["c"], tags["d"], tags["s"]));
        Assert.Equal("From:From:To:Cc:Subject:Subject:Date:Message-ID:MIME-Version:Content-Type:Content-Transfer-Encoding", tags["h"]);
    }

    [Fact]
    public async Task The_time_is_the_messages_own() =>
        Assert.Equal(Written.Date.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), Signed.TagsOf(await Signed.AsBytesAsync(Written.Message))["t"]);

    [Fact]
    public void For_a_server_that_replaces_them_date_and_message_id_are_left_out()
    {
        var tags = Signed.TagsOf(Signed.Sign("Date: now\r\nFrom: a@example.com\r\nMessage-ID: <1@example.com>\r\n", "a\r\n", Signed.NewSigner(leavesIdentityOut: true)));

        Assert.Equal("From:From:Subject", tags["h"]);
    }

    [Fact]
    public void Names_are_found_in_any_case_and_an_absent_subject_cannot_be_added() =>
        Assert.Equal("From:From:To:To:Subject", Signed.TagsOf(Signed.Sign("FROM: a@example.com\r\nto: x\r\nTo : y\r\nX-To: z\r\nToo: z\r\n", "a\r\n"))["h"]);

    [Fact]
    public async Task Lines_are_folded_at_76_and_the_signature_is_the_first_field()
    {
        var mail = await Signed.AsBytesAsync(Written.Message);
        var header = WireForm.Header(mail);
        var field = header[..(header.IndexOf("\r\nDate:", StringComparison.Ordinal) + 2)];

        Assert.All(field.Split("\r\n"), line => Assert.InRange(line.Length, 0, 76));
        Assert.Equal(await Written.AsBytesAsync(Written.Message), mail[field.Length..]);
        Assert.DoesNotContain(field.Split("\r\n")[..^1], string.IsNullOrWhiteSpace);
    }

    [Fact]
    public void However_many_names_are_listed_each_line_holds_what_fits_into_76()
    {
        // Names of two lengths, so that lines end at every column.
        for (var few = 0; few < 25; few++)
        {
            for (var more = 0; more < 15; more++)
            {
                var header = WireForm.Header(Signed.Sign("From: a@example.com\r\n" + Repeat("Cc: x\r\n", few) + Repeat("Date: x\r\n", more), "a\r\n"));
                var lines = header[header.IndexOf(" h=", StringComparison.Ordinal)..header.IndexOf("\r\n b=", StringComparison.Ordinal)].Split("\r\n");

                Assert.All(lines, line => Assert.InRange(line.Length, 0, 76));
                Assert.All(lines.Zip(lines.Skip(1)), two => Assert.InRange(two.First.Length + two.Second.Trim().Split(':', ';')[0].Length + 1, 77, int.MaxValue));
            }
        }

        static string Repeat(string field, int count) => string.Concat(Enumerable.Repeat(field, count));
    }

    [Fact]
    public async Task A_long_domain_and_selector_stay_whole_on_lines_of_their_own()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 40), 3));
        Assert.True(DkimKey.TryRead(Signed.Pem, out var key, out _));
        var mail = await Signed.AsBytesAsync(Written.Message, new DkimSigner(domain, new string('s', 60), key, false));

        Assert.Contains($"\r\n d={domain};\r\n s={new string('s', 60)};", WireForm.Header(mail), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_message_is_the_same_octets_each_time()
    {
        var message = Written.Message with { Html = "<p>ä</p>", Attachments = [EmailAttachment.FromBytes("a.bin", new byte[200_000])] };
        await using var content = await Signed.OpenAsync(message);
        var first = await Written.WriteAsync(content);

        Assert.Equal(first, await Written.WriteAsync(content));
        Assert.Equal(first, await Signed.AsBytesAsync(message));
        Assert.Equal(first, await Signed.AsBytesAsync(message, Signed.NewSigner()));
    }

    [Fact]
    public async Task Many_signatures_at_once_are_the_same_as_one_alone()
    {
        var alone = await Signed.AsBytesAsync(Written.Message);
        var signer = Signed.NewSigner();

        var together = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => Signed.AsBytesAsync(Written.Message, signer))));

        Assert.All(together, mail => Assert.Equal(alone, mail));
    }

    [Fact]
    public void A_date_before_1970_gives_a_time_that_verifiers_can_read()
    {
        using var output = new Leadmetrics.Notifications.Mime.HeaderBuffer();
        Signed.Signer.Write(output, "From: a@example.com\r\n"u8, new byte[32], DateTimeOffset.UnixEpoch.AddDays(-1));

        Assert.Contains(" t=0;", Encoding.ASCII.GetString(output.Written.Span), StringComparison.Ordinal);
    }
}
