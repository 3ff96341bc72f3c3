using System.Text;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid.Node;

/// <summary>The messages that are compared: each as a user of @sendgrid/mail would write it, and as one of this library would.</summary>
internal static partial class NodeMessages
{
    private static readonly EmailAddress Jane = new("jane@example.net", "Jane Doe");

    public static IReadOnlyList<NodeMessage> All => [.. Contents(), .. Fields(), .. Sending(), .. Batches()];

    private static EmailMessage To(params EmailAddress[] to) => new() { To = to, Subject = "Hello", Text = "Hi." };

    private static IEnumerable<NodeMessage> Contents() =>
    [
        new("text alone", """{"to":"jane@example.net","from":{"email":"app@example.com","name":"The App"},"subject":"Hello","text":"Hi."}""", To(new EmailAddress("jane@example.net"))),
        new(
            "html alone",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","html":"<p>Hi &amp; bye</p>"}""",
            To(new EmailAddress("jane@example.net")) with { Text = null, Html = "<p>Hi &amp; bye</p>" }),
        new(
            "text and html",
            """{"to":"Jane Doe <jane@example.net>","from":"The App <app@example.com>","subject":"Hello","text":"Hi.","html":"<p>Hi.</p>"}""",
            To(Jane) with { Html = "<p>Hi.</p>" }),
        new(
            "letters beyond ASCII everywhere",
            """{"to":{"email":"jane@example.net","name":"Jané \"J\" Đoe"},"from":"The App <app@example.com>","subject":"Grüße 🎉 \\ / </script>","text":"Zeile 1\r\nZeile 2\t\u2028 ende","html":"<p>日本語</p>"}""",
            To(new EmailAddress("jane@example.net", "Jané \"J\" Đoe")) with { Subject = "Grüße 🎉 \\ / </script>", Text = "Zeile 1\r\nZeile 2\t\u2028 ende", Html = "<p>日本語</p>" }),
        new(
            "a long text",
            $$"""{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","text":"{{new string('x', 20_000)}}"}""",
            To(new EmailAddress("jane@example.net")) with { Text = new string('x', 20_000) }),
        new(
            "an attachment",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","text":"Hi.","attachments":[{"content":"SGVsbG8sIHdvcmxkIQ==","filename":"note.txt","type":"text/plain","disposition":"attachment"}]}""",
            To(new EmailAddress("jane@example.net")) with { Attachments = [EmailAttachment.FromBytes("note.txt", Encoding.ASCII.GetBytes("Hello, world!"), "text/plain")] }),
        new(
            "an image inside the html",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","html":"<img src=\"cid:logo\">","attachments":[{"content":"AAEC","filename":"logo.png","type":"image/png","disposition":"inline","content_id":"logo"}]}""",
            To(new EmailAddress("jane@example.net")) with { Text = null, Html = "<img src=\"cid:logo\">", Attachments = [EmailAttachment.FromBytes("logo.png", new byte[] { 0, 1, 2 }).Inline("logo")] }),
        new(
            "three attachments, one of them streamed",
            """
            {"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","text":"Hi.","attachments":[
            {"content":"AA==","filename":"a.pdf","type":"application/pdf","disposition":"attachment"},
            {"content":"YSxi","filename":"liste.csv","type":"text/csv","disposition":"attachment"},
            {"content":"AQID","filename":"報告.bin","type":"application/octet-stream","disposition":"attachment"}]}
            """,
            To(new EmailAddress("jane@example.net")) with
            {
                Attachments =
                [
                    EmailAttachment.FromBytes("a.pdf", new byte[1]),
                    EmailAttachment.FromBytes("liste.csv", Encoding.ASCII.GetBytes("a,b"), "text/csv"),
                    EmailAttachment.FromStream("報告.bin", _ => ValueTask.FromResult<Stream>(new MemoryStream([1, 2, 3])), "application/octet-stream"),
                ],
            }),
        new(
            "an invitation",
            """
            {"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","content":[{"type":"text/plain","value":"Hi."},{"type":"text/calendar; method=REQUEST","value":"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"}],
            "attachments":[{"content":"QkVHSU46VkNBTEVOREFSDQpNRVRIT0Q6UkVRVUVTVA0KRU5EOlZDQUxFTkRBUg0K","filename":"invite.ics","type":"application/ics","disposition":"attachment"}]}
            """,
            To(new EmailAddress("jane@example.net")) with { Calendar = new("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n") }),
    ];

    private static IEnumerable<NodeMessage> Fields() =>
    [
        new(
            "several recipients in all three lists",
            """
            {"to":[{"email":"jane@example.net","name":"Jane Doe"},"two@example.net"],"cc":["Three <three@example.net>","four@example.net"],"bcc":["five@example.net",{"email":"six@example.net","name":"六"}],
            "from":"The App <app@example.com>","subject":"Hello","text":"Hi."}
            """,
            To(Jane, new EmailAddress("two@example.net")) with
            {
                Cc = [new("three@example.net", "Three"), new("four@example.net")],
                Bcc = [new("five@example.net"), new("six@example.net", "六")],
            }),
        new(
            "a hundred recipients",
            $$"""{"to":[{{string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"r{i}@example.net\""))}}],"from":"The App <app@example.com>","subject":"Hello","text":"Hi."}""",
            To([.. Enumerable.Range(0, 100).Select(i => new EmailAddress($"r{i}@example.net"))])),
        new(
            "another sender of an allowed domain",
            """{"to":"jane@example.net","from":{"email":"news@example.org","name":"News"},"subject":"Hello","text":"Hi."}""",
            To(new EmailAddress("jane@example.net")) with { From = new("news@example.org", "News") }),
        new(
            "a reply address",
            """{"to":"jane@example.net","from":"The App <app@example.com>","replyTo":{"email":"answer@example.net","name":"Änne"},"subject":"Hello","text":"Hi."}""",
            To(new EmailAddress("jane@example.net")) with { ReplyTo = [new("answer@example.net", "Änne")] }),
        new(
            "two reply addresses",
            """{"to":"jane@example.net","from":"The App <app@example.com>","replyToList":[{"email":"a@example.net"},{"email":"b@example.net","name":"B"}],"subject":"Hello","text":"Hi."}""",
            To(new EmailAddress("jane@example.net")) with { ReplyTo = [new("a@example.net"), new("b@example.net", "B")] }),
        new(
            "headers of its own",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","text":"Hi.","headers":{"X-Order":"5","X-Word":"=?utf-8?B?V8Okcm1l?="}}""",
            To(new EmailAddress("jane@example.net")) with { Headers = new Dictionary<string, string> { ["X-Order"] = "5", ["X-Word"] = "Wärme" } }),
        new(
            "a way off the list",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","text":"Hi.","headers":{"List-Unsubscribe":"<https://example.com/u?t=1>, <mailto:leave@example.com>","List-Unsubscribe-Post":"List-Unsubscribe=One-Click"}}""",
            To(new EmailAddress("jane@example.net")) with { ListUnsubscribe = new() { Url = new Uri("https://example.com/u?t=1"), Mailto = new("leave@example.com") } }),
        new(
            "priority and language",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","text":"Hi.","headers":{"X-Priority":"1","Importance":"high","Content-Language":"de"}}""",
            To(new EmailAddress("jane@example.net")) with { Priority = EmailPriority.High, Language = "de" }),
        new(
            "an answer in a thread",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Re: Hello","text":"Hi.","headers":{"In-Reply-To":"<c@d>","References":"<a@b> <c@d>"}}""",
            To(new EmailAddress("jane@example.net")) with { Subject = "Re: Hello", InReplyTo = "c@d", References = ["a@b", "c@d"] }),
        new(
            "categories",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","text":"Hi.","categories":["welcome","größe"]}""",
            To(new EmailAddress("jane@example.net")) with { Tags = ["welcome", "größe"] }),
        new(
            "one category, and the account's",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","text":"Hi.","categories":["app","mail","welcome"]}""",
            To(new EmailAddress("jane@example.net")) with { Tags = ["welcome", "app"] }) { Configure = config => config with { Categories = ["app", "mail"] } },
        new(
            "arguments for the events",
            """{"personalizations":[{"to":["jane@example.net"],"customArgs":{"order":"5","Kunde_nr":"ä \" 7"}}],"from":"The App <app@example.com>","subject":"Hello","text":"Hi."}""",
            To(new EmailAddress("jane@example.net")) with { Metadata = new Dictionary<string, string> { ["order"] = "5", ["Kunde_nr"] = "ä \" 7" } }),
        new(
            "arguments that are named as SendGrid's properties",
            """{"personalizations":[{"to":["jane@example.net"],"customArgs":{"lmn_m_reason":"sale","lmn_m_sg_machine_open":"x","order":"5"}}],"from":"The App <app@example.com>","subject":"Hello","text":"Hi."}""",
            To(new EmailAddress("jane@example.net")) with { Metadata = new Dictionary<string, string> { ["reason"] = "sale", ["sg_machine_open"] = "x", ["order"] = "5" } }),
        new(
            "a tenant's mail",
            """{"personalizations":[{"to":["jane@example.net"],"customArgs":{"order":"5"}}],"from":"The App <app@example.com>","subject":"Hello","text":"Hi."}""",
            To(new EmailAddress("jane@example.net")) with { Metadata = new Dictionary<string, string> { ["order"] = "5" } }) { Tenant = new TenantId("acme/süd") },
    ];
}
