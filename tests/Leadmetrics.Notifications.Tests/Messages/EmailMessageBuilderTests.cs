using Leadmetrics.Notifications.Tests.Mime;

namespace Leadmetrics.Notifications.Tests.Messages;

public sealed class EmailMessageBuilderTests
{
    [Fact]
    public async Task The_builder_makes_what_the_initialiser_makes()
    {
        var attachment = EmailAttachment.FromBytes("a.pdf", "pdf"u8.ToArray());
        const string Invitation = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n";

        var built = new EmailMessageBuilder()
            .From("news@example.com", "News")
            .To("jane@example.net", "Jane")
            .Cc("cc@example.net").Bcc("bcc@example.net").ReplyTo("reply@example.net")
            .Subject("Hello").Text("Text").Html("<p>Html</p>").Calendar(Invitation)
            .Attach(attachment)
            .Header("X-Own", "1").Header("x-own", "2")
            .Tag("a").Tag("b").Metadata("order", "5")
            .Unsubscribe(null, "leave@example.com")
            .InReplyTo("c@d", "a@b", "c@d")
            .Priority(EmailPriority.High)
            .Build();

        var initialised = new EmailMessage
        {
            From = new("news@example.com", "News"),
            To = [new("jane@example.net", "Jane")],
            Cc = [new("cc@example.net")],
            Bcc = [new("bcc@example.net")],
            ReplyTo = [new("reply@example.net")],
            Subject = "Hello",
            Text = "Text",
            Html = "<p>Html</p>",
            Calendar = new(Invitation),
            Attachments = [attachment],
            Headers = new Dictionary<string, string> { ["X-Own"] = "2" },
            ListUnsubscribe = new() { Mailto = new("leave@example.com") },
            InReplyTo = "c@d",
            References = ["a@b", "c@d"],
            Priority = EmailPriority.High,
            Tags = ["a", "b"],
            Metadata = new Dictionary<string, string> { ["order"] = "5" },
        };
        Assert.Equal(await Written.AsBytesAsync(Written.Submit(initialised) with { ShowsTags = true }, initialised.From), await Written.AsBytesAsync(Written.Submit(built) with { ShowsTags = true }, built.From!));
        Assert.Equal(initialised.Bcc, built.Bcc);
    }

    [Fact]
    public void What_is_built_is_left_alone_by_further_steps()
    {
        var builder = new EmailMessageBuilder().To("a@example.net").Tag("a").Header("X-A", "1").Metadata("a", "1");
        var first = builder.Build();

        builder.To("b@example.net").Tag("b").Header("X-B", "2").Metadata("b", "2").Subject("second");

        Assert.Equal((1, 1, 1, 1, ""), (first.To.Count, first.Tags.Count, first.Headers.Count, first.Metadata.Count, first.Subject));
        Assert.Equal(2, builder.Build().To.Count);
    }
}
