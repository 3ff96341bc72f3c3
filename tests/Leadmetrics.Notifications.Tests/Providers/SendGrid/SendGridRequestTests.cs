using System.Text.Json;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid;

/// <summary>The JSON as the fake API received and accepted it.</summary>
public sealed class SendGridRequestTests
{
    [Fact]
    public async Task Recipients_stand_once_each_whatever_list_and_case_they_are_repeated_in()
    {
        var mail = await AcceptedAsync(Hosted.Message with
        {
            To = [new("jane@example.net", "Jane Doe"), new("JANE@example.net"), new("two@example.net")],
            Cc = [new("jane@EXAMPLE.net"), new("cc@example.net")],
            Bcc = [new("cc@example.net"), new("two@example.net"), new("bcc@example.net", "")],
        });

        var personalization = Assert.Single(mail.GetProperty("personalizations").EnumerateArray());
        Assert.Equal("""[{"email":"jane@example.net","name":"Jane Doe"},{"email":"two@example.net"}]""", personalization.GetProperty("to").GetRawText());
        Assert.Equal("""[{"email":"cc@example.net"}]""", personalization.GetProperty("cc").GetRawText());
        Assert.Equal("""[{"email":"bcc@example.net"}]""", personalization.GetProperty("bcc").GetRawText());
    }

    [Fact]
    public async Task Only_the_recipients_still_open_are_sent_to()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var whole = Hosted.Submit(Hosted.Message with { To = [new("one@example.net"), new("two@example.net")] });
        var result = await hosted.Provider.SendAsync(whole.For([whole.Recipients[1]]), Hosted.Cancel);

        Assert.Equal("""[{"email":"two@example.net"}]""", Assert.Single(fake.AcceptedMails).Json!.Value.GetProperty("personalizations")[0].GetProperty("to").GetRawText());
        Assert.Equal("two@example.net", Assert.Single(result.Recipients).Address);
    }

    [Fact]
    public async Task A_mail_with_blind_copies_alone_goes_to_each_by_themselves()
    {
        var personalizations = (await AcceptedAsync(Hosted.Message with { To = [], Bcc = [new("b@example.net"), new("c@example.net")] })).GetProperty("personalizations");

        Assert.Equal(["""[{"email":"b@example.net"}]""", """[{"email":"c@example.net"}]"""], personalizations.EnumerateArray().Select(one => one.GetProperty("to").GetRawText()));
    }

    [Fact]
    public async Task Text_comes_before_html_and_an_empty_part_is_left_out()
    {
        Assert.Equal("""[{"type":"text/plain","value":"Hello."},{"type":"text/html","value":"<p>Hello.</p>"}]""", (await AcceptedAsync(Hosted.Message)).GetProperty("content").GetRawText());
        Assert.Equal("""[{"type":"text/html","value":"<p>Hello.</p>"}]""", (await AcceptedAsync(Hosted.Message with { Text = "" })).GetProperty("content").GetRawText());
        Assert.Equal("""[{"type":"text/plain","value":"Hello."}]""", (await AcceptedAsync(Hosted.Message with { Html = null })).GetProperty("content").GetRawText());
        Assert.Equal("""[{"type":"text/plain","value":"Hello."},{"type":"text/html","value":"<p>Hello.</p>"}]""", (await AcceptedAsync(Hosted.Message with { Text = null, TextFromHtml = true })).GetProperty("content").GetRawText());
        Assert.Equal("text", (await RefusedAsync(Hosted.Message with { Text = "", Html = null })).Field);
    }

    [Fact]
    public async Task Sender_subject_and_reply_to_are_the_messages()
    {
        var mail = await AcceptedAsync(Hosted.Message with { From = new("news@example.org", "News"), ReplyTo = [new("answer@example.net", "Änne")] });

        Assert.Equal("""{"email":"news@example.org","name":"News"}""", mail.GetProperty("from").GetRawText());
        Assert.Equal(("Grüße", "Änne"), (mail.GetProperty("subject").GetString(), mail.GetProperty("reply_to").GetProperty("name").GetString()));
        mail = await AcceptedAsync(Hosted.Message with { ReplyTo = [new("a@example.net"), new("b@example.net")] });
        Assert.Equal("""{"email":"app@example.com","name":"The App"}""", mail.GetProperty("from").GetRawText());
        Assert.Equal("""[{"email":"a@example.net"},{"email":"b@example.net"}]""", mail.GetProperty("reply_to_list").GetRawText());
        Assert.False(mail.TryGetProperty("reply_to", out _));
        Assert.Equal("from.address", (await RefusedAsync(Hosted.Message with { From = new("boss@evil.example") })).Field);
    }

    [Fact]
    public async Task Our_message_id_goes_along_as_header_and_as_custom_argument()
    {
        var mail = await AcceptedAsync(Hosted.Message with { Headers = new Dictionary<string, string> { ["X-Own"] = "Wärme" }, Metadata = new Dictionary<string, string> { ["order"] = "5" } });

        Assert.Equal("""{"Message-ID":"<0f1e2d3c4b5a69788796a5b4c3d2e1f0@example.com>","Auto-Submitted":"auto-generated","X-Own":"=?utf-8?B?V8Okcm1l?="}""", mail.GetProperty("headers").GetRawText());
        Assert.Equal("""{"order":"5","lmn_message_id":"0f1e2d3c4b5a69788796a5b4c3d2e1f0@example.com"}""", mail.GetProperty("personalizations")[0].GetProperty("custom_args").GetRawText());
        Assert.Equal("metadata.lmn_message_id", (await RefusedAsync(Hosted.Message with { Metadata = new Dictionary<string, string> { ["lmn_message_id"] = "forged@example.com" } })).Field);
        mail = await AcceptedAsync(Hosted.Message with { Headers = new Dictionary<string, string> { ["auto-submitted"] = "no" } });
        Assert.Equal("no", mail.GetProperty("headers").GetProperty("auto-submitted").GetString());
        Assert.False(mail.GetProperty("headers").TryGetProperty("Auto-Submitted", out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData((48 * 1024) - 1)]
    [InlineData(48 * 1024)]
    [InlineData((48 * 1024) + 1)]
    [InlineData(300_001)]
    public async Task Attachments_arrive_byte_for_byte(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        var mail = await AcceptedAsync(Hosted.Message with
        {
            Attachments =
            [
                EmailAttachment.FromBytes("a.pdf", content),
                EmailAttachment.FromStream("b.png", _ => ValueTask.FromResult<Stream>(new Mime.TestStream(content))).Inline("logo"),
            ],
        });

        var attachments = mail.GetProperty("attachments").EnumerateArray().ToArray();
        Assert.All(attachments, attachment => Assert.Equal(content, attachment.GetProperty("content").GetBytesFromBase64()));
        Assert.Equal([("a.pdf", "application/pdf", "attachment"), ("b.png", "image/png", "inline")], attachments.Select(attachment => (Text(attachment, "filename"), Text(attachment, "type"), Text(attachment, "disposition"))));
        Assert.Equal("logo", Text(attachments[1], "content_id"));
        Assert.False(attachments[0].TryGetProperty("content_id", out _));
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\temp\\a.pdf", "a.pdf")]
    [InlineData("gpj.\u202Eexe", "gpj.exe")]
    [InlineData("報告 \"1\".pdf", "報告 \"1\".pdf")]
    public async Task A_file_name_loses_its_directories_and_what_hides_its_ending(string name, string sent)
    {
        var mail = await AcceptedAsync(Hosted.Message with { Attachments = [EmailAttachment.FromBytes(name, new byte[3])] });

        Assert.Equal(sent, Text(mail.GetProperty("attachments")[0], "filename"));
    }

    [Fact]
    public async Task Categories_are_those_of_the_account_and_of_the_message_and_never_silently_fewer()
    {
        static SendGridConfig Two(SendGridConfig config) => config with { Categories = ["app", "mail"], Sandbox = true, IpPool = "warm" };
        var mail = await AcceptedAsync(Hosted.Message with { Tags = ["welcome", "app"] }, Two);

        Assert.Equal("""["app","mail","welcome"]""", mail.GetProperty("categories").GetRawText());
        Assert.Equal("""{"sandbox_mode":{"enable":true}}""", mail.GetProperty("mail_settings").GetRawText());
        Assert.Equal("warm", Text(mail, "ip_pool_name"));
        Assert.Equal("tags", (await RefusedAsync(Hosted.Message with { Tags = [.. Enumerable.Range(0, 9).Select(i => $"t{i}")] }, Two)).Field);
        Assert.Equal(10, (await AcceptedAsync(Hosted.Message with { Tags = [.. Enumerable.Range(0, 8).Select(i => $"t{i}")] }, Two)).GetProperty("categories").GetArrayLength());
        mail = await AcceptedAsync(Hosted.Message);
        Assert.All(["categories", "mail_settings", "ip_pool_name", "attachments"], name => Assert.False(mail.TryGetProperty(name, out _)));
    }

    [Fact]
    public async Task What_properties_ask_for_are_header_fields()
    {
        var mail = await AcceptedAsync(Hosted.Message with
        {
            InReplyTo = "<c@d>",
            References = ["a@b", "c@d"],
            ListUnsubscribe = new() { Url = new Uri("https://example.com/u?t=1"), Mailto = new("leave@example.com") },
            Priority = EmailPriority.High,
            Language = "de",
        });

        Assert.Equal(
            """{"Message-ID":"<0f1e2d3c4b5a69788796a5b4c3d2e1f0@example.com>","In-Reply-To":"<c@d>","References":"<a@b> <c@d>","List-Unsubscribe":"<https://example.com/u?t=1>, <mailto:leave@example.com>","List-Unsubscribe-Post":"List-Unsubscribe=One-Click","X-Priority":"1","Importance":"high","Content-Language":"de","Auto-Submitted":"auto-generated"}""",
            mail.GetProperty("headers").GetRawText());
        mail = await AcceptedAsync(Hosted.Message with { InReplyTo = "c@d", ListUnsubscribe = new() { Mailto = new("leave@example.com") }, Priority = EmailPriority.Low });
        Assert.Equal(("<c@d>", "5", "low"), (Text(mail.GetProperty("headers"), "References"), Text(mail.GetProperty("headers"), "X-Priority"), Text(mail.GetProperty("headers"), "Importance")));
        Assert.False(mail.GetProperty("headers").TryGetProperty("List-Unsubscribe-Post", out _));
    }

    [Fact]
    public async Task An_invitation_is_a_third_content_and_a_file()
    {
        const string Invitation = "BEGIN:VCALENDAR\nMETHOD:cancel\nSUMMARY:Grüße\nEND:VCALENDAR\n";
        var mail = await AcceptedAsync(Hosted.Message with { Calendar = new(Invitation), Attachments = [EmailAttachment.FromBytes("a.pdf", new byte[3])] });

        Assert.Equal(["text/plain", "text/html", "text/calendar; method=CANCEL"], mail.GetProperty("content").EnumerateArray().Select(part => Text(part, "type")));
        Assert.Equal(["a.pdf", "invite.ics"], mail.GetProperty("attachments").EnumerateArray().Select(file => Text(file, "filename")));
        Assert.Equal(Invitation.Replace("\n", "\r\n", StringComparison.Ordinal), System.Text.Encoding.UTF8.GetString(mail.GetProperty("attachments")[1].GetProperty("content").GetBytesFromBase64()));
    }

    [Fact]
    public async Task A_reverse_path_cannot_be_told_and_is_refused() =>
        Assert.Equal("envelopeSender", (await RefusedAsync(Hosted.Message with { EnvelopeSender = new("bounces@example.com") })).Field);

    [Fact]
    public async Task Any_text_is_json_again()
    {
        const string Text = "\" \\ \u0001 \u2028 </script> \ud83d\ude00 é";
        var mail = await AcceptedAsync(Hosted.Message with { Subject = Text, Text = Text + "\r\n\0", Tags = [Text], Metadata = new Dictionary<string, string> { [Text] = Text } });

        Assert.Equal((Text, Text + "\r\n\0"), (mail.GetProperty("subject").GetString(), mail.GetProperty("content")[0].GetProperty("value").GetString()));
        Assert.Equal(Text, mail.GetProperty("personalizations")[0].GetProperty("custom_args").GetProperty(Text).GetString());
        Assert.Equal("\uFFFD", (await AcceptedAsync(Hosted.Message with { Subject = "\ud800" })).GetProperty("subject").GetString());
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task<JsonElement> AcceptedAsync(EmailMessage message, Func<SendGridConfig, SendGridConfig>? configure = null)
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress, configure: configure);
        await hosted.SendAsync(message);
        return Assert.Single(fake.AcceptedMails).Json!.Value;
    }

    private static async Task<EmailMessageException> RefusedAsync(EmailMessage message, Func<SendGridConfig, SendGridConfig>? configure = null)
    {
        await using var hosted = new Hosted(Hosted.Nowhere, configure: configure);
        return await Assert.ThrowsAsync<EmailMessageException>(() => hosted.SendAsync(message));
    }
}
