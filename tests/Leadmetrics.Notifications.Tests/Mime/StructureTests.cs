using System.Text;

namespace Leadmetrics.Notifications.Tests.Mime;

public sealed class StructureTests
{
    private static readonly EmailAttachment Pdf = EmailAttachment.FromBytes("a.pdf", "pdf"u8.ToArray());
    private static readonly EmailAttachment Csv = EmailAttachment.FromBytes("b.csv", "a;b"u8.ToArray());
    private static readonly EmailAttachment Png = EmailAttachment.FromBytes("c.png", "png"u8.ToArray()).Inline("logo@mail");

    public static TheoryData<string?, string?, string, string> Shapes => new()
    {
        { "t", null, "", "plain" },
        { null, "h", "", "html" },
        { "t", "h", "", "alternative(plain, html)" },
        { null, "h", "i", "related(html, png)" },
        { "t", "h", "i", "related(alternative(plain, html), png)" },
        { "t", null, "a", "mixed(plain, pdf)" },
        { "t", null, "ac", "mixed(plain, pdf, csv)" },
        { null, "h", "a", "mixed(html, pdf)" },
        { "t", "h", "ac", "mixed(alternative(plain, html), pdf, csv)" },
        { null, "h", "ai", "mixed(related(html, png), pdf)" },
        { "t", "h", "aic", "mixed(related(alternative(plain, html), png), pdf, csv)" },
        { null, null, "a", "mixed(pdf)" },
        { null, null, "ac", "mixed(pdf, csv)" },
        { "t", null, "i", "mixed(plain, png)" },
        { "", null, "", "plain" },
        { null, "", "", "html" },
        { "", "", "", "alternative(plain, html)" },
        { "", "", "aic", "mixed(related(alternative(plain, html), png), pdf, csv)" },
        { null, null, "v", "mixed(calendar, ics)" },
        { "t", null, "v", "mixed(alternative(plain, calendar), ics)" },
        { "t", "h", "v", "mixed(alternative(plain, html, calendar), ics)" },
        { "", "", "v", "mixed(alternative(plain, html, calendar), ics)" },
        { "t", "h", "vaic", "mixed(related(alternative(plain, html, calendar), png), pdf, csv, ics)" },
        { null, null, "va", "mixed(calendar, pdf, ics)" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Each_level_is_there_only_where_it_is_needed(string? text, string? html, string attachments, string shape)
    {
        var message = Written.Message with
        {
            Text = text,
            Html = html,
            Attachments = [.. attachments.Where(a => a != 'v').Select(a => a switch { 'a' => Pdf, 'c' => Csv, _ => Png })],
            Calendar = attachments.Contains('v', StringComparison.Ordinal) ? new EmailCalendar("BEGIN:VCALENDAR\nMETHOD:REQUEST\nSUMMARY:Grüße\nEND:VCALENDAR\n") : null,
        };

        var readings = await Readings.OfAsync(message);

        Assert.Equal(shape, readings.Python.Root.Shape);
    }

    [Fact]
    public async Task An_invitation_tells_its_method_beside_its_bodies_and_is_a_file_besides()
    {
        var readings = await Readings.OfAsync(Written.Message with { Html = "<p>Come!</p>", Calendar = new EmailCalendar("BEGIN:VCALENDAR\r\nMETHOD:cancel\r\nEND:VCALENDAR\r\n") { FileName = "Absage für März.ics" } });

        foreach (var reader in new[] { readings.MailParser, readings.PostalMime })
        {
            Assert.Equal(("text/calendar", "CANCEL", null), (reader.Attachments[0].Type, reader.Attachments[0].Method, reader.Attachments[0].FileName));
            Assert.Equal(("application/ics", "Absage für März.ics"), (reader.Attachments[1].Type, reader.Attachments[1].FileName));
        }
    }

    [Fact]
    public async Task Inline_parts_carry_the_id_that_the_html_refers_to()
    {
        var mail = await PythonMail.ReadAsync(await Written.AsBytesAsync(Written.Message with { Html = "<img src=\"cid:logo@mail\">", Attachments = [Png, Csv] }));

        var image = mail.Root.Leaves.Single(l => l.Type == "image/png");
        Assert.Equal("<logo@mail>", image.ContentId);
        Assert.Equal("inline", image.Disposition);
        Assert.Equal("c.png", image.FileName);
        var related = mail.Root.Parts[0];
        Assert.Equal("multipart/alternative", related.RelatedType);
        Assert.Equal("attachment", mail.Root.Leaves.Single(l => l.Type == "text/csv").Disposition);
        Assert.Null(mail.Root.Leaves.Single(l => l.Type == "text/csv").ContentId);
    }

    [Fact]
    public async Task Attached_messages_go_as_plain_octets()
    {
        var inner = Encoding.UTF8.GetBytes("Subject: inner\n\n--=_1_ grüße " + new string('x', 2000));
        var mail = await PythonMail.ReadAsync(await Written.AsBytesAsync(Written.Message with { Attachments = [EmailAttachment.FromBytes("inner.eml", inner)] }));

        var part = mail.Root.Parts[1];
        Assert.Equal("application/octet-stream", part.Type);
        Assert.Equal("base64", part.Encoding);
        Assert.Equal("inner.eml", part.FileName);
        Assert.Equal(inner, part.Content);
    }

    [Fact]
    public async Task Boundaries_differ_by_level_and_by_message()
    {
        var message = Written.Message with { Html = "h", Attachments = [Png, Pdf] };
        var first = await PythonMail.ReadAsync(await Written.AsBytesAsync(message));
        var second = await PythonMail.ReadAsync(await Written.AsBytesAsync(EmailSubmission.Create(message, "other@example.com", Written.Date), Written.Sender));

        string[] boundaries = [.. Boundaries(first.Root), .. Boundaries(second.Root)];
        Assert.Equal(6, boundaries.Distinct().Count());
        Assert.All(boundaries, boundary => Assert.DoesNotContain(boundaries, other => other != boundary && other.StartsWith(boundary, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Boundaries(ReadMail.Part part) =>
        part.Boundary is null ? [] : [part.Boundary, .. part.Parts.SelectMany(Boundaries)];
}
