namespace Leadmetrics.Notifications.Tests.Providers.SendGrid.Node;

/// <content>How mail is sent, and batches.</content>
internal static partial class NodeMessages
{
    private static IEnumerable<NodeMessage> Sending() =>
    [
        new(
            "later",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","text":"Hi.","sendAt":1795334400}""",
            To(new EmailAddress("jane@example.net"))) { Options = new() { SendAt = NodeMessage.Tomorrow } },
        new(
            "later, in a batch that can be cancelled",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","text":"Hi.","sendAt":1795334400,"batchId":"batch-known"}""",
            To(new EmailAddress("jane@example.net"))) { Options = new() { SendAt = NodeMessage.Tomorrow, BatchId = "batch-known" } },
        new(
            "at a time that has passed",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","text":"Hi."}""",
            To(new EmailAddress("jane@example.net"))) { Options = new() { SendAt = NodeMessage.Tomorrow.AddDays(-10) } },
        new(
            "an unsubscribe group",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","text":"Hi.","asm":{"groupId":14,"groupsToDisplay":[14,15,16]}}""",
            To(new EmailAddress("jane@example.net"))) { Options = new() { UnsubscribeGroup = new(14) { Shown = [14, 15, 16] } } },
        new(
            "the account's unsubscribe group",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","text":"Hi.","asm":{"groupId":7}}""",
            To(new EmailAddress("jane@example.net"))) { Configure = config => config with { UnsubscribeGroup = 7 } },
        new(
            "another pool than the account's",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","text":"Hi.","ipPoolName":"cold"}""",
            To(new EmailAddress("jane@example.net"))) { Options = new() { IpPool = "cold" }, Configure = config => config with { IpPool = "warm" } },
        new(
            "the sandbox",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","text":"Hi.","mailSettings":{"sandboxMode":{"enable":true}}}""",
            To(new EmailAddress("jane@example.net"))) { Options = new() { Sandbox = true } },
        new(
            "tracking of opens and not of clicks",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","text":"Hi.","trackingSettings":{"clickTracking":{"enable":false,"enableText":false},"openTracking":{"enable":true}}}""",
            To(new EmailAddress("jane@example.net"))) { Options = new() { TrackOpens = true, TrackClicks = false }, Configure = config => config with { TrackClicks = true } },
        new(
            "the account's tracking of clicks",
            """{"to":"jane@example.net","from":"The App <app@example.com>","subject":"Hello","text":"Hi.","trackingSettings":{"clickTracking":{"enable":true,"enableText":false}}}""",
            To(new EmailAddress("jane@example.net"))) { Configure = config => config with { TrackClicks = true } },
        new(
            "everything at once",
            """
            {"personalizations":[{"to":["Jane Doe <jane@example.net>"],"cc":["cc@example.net"],"bcc":["bcc@example.net"],"customArgs":{"order":"5"}}],"from":"News <news@example.org>","replyTo":"answer@example.net",
            "subject":"Hello","text":"Hi.","html":"<p>Hi.</p>","attachments":[{"content":"AAEC","filename":"a.pdf","type":"application/pdf","disposition":"attachment"}],"categories":["app","welcome"],
            "headers":{"X-Own":"1"},"sendAt":1795334400,"batchId":"batch-known","asm":{"groupId":14},"ipPoolName":"warm","mailSettings":{"sandboxMode":{"enable":true}},
            "trackingSettings":{"clickTracking":{"enable":true,"enableText":false},"openTracking":{"enable":false}}}
            """,
            To(Jane) with
            {
                Cc = [new("cc@example.net")],
                Bcc = [new("bcc@example.net")],
                From = new("news@example.org", "News"),
                ReplyTo = [new("answer@example.net")],
                Html = "<p>Hi.</p>",
                Attachments = [EmailAttachment.FromBytes("a.pdf", new byte[] { 0, 1, 2 })],
                Tags = ["welcome"],
                Metadata = new Dictionary<string, string> { ["order"] = "5" },
                Headers = new Dictionary<string, string> { ["X-Own"] = "1" },
            })
        {
            Options = new() { SendAt = NodeMessage.Tomorrow, BatchId = "batch-known", UnsubscribeGroup = new(14), TrackClicks = true, TrackOpens = false },
            Configure = config => config with { Categories = ["app"], IpPool = "warm", Sandbox = true },
            Tenant = new TenantId("acme"),
        },
    ];

    private static IEnumerable<NodeMessage> Batches() =>
    [
        new(
            "a batch whose mails differ by name",
            """
            {"personalizations":[
            {"to":["ann@example.net"],"substitutions":{"lmnMARK.t0":"Ann & <Bo>","lmnMARK.h0":"Ann &amp; &lt;Bo&gt;"}},
            {"to":["Cy <cy@example.net>"],"substitutions":{"lmnMARK.t0":"Cy","lmnMARK.h0":"Cy"}}],
            "substitutionWrappers":["-","-"],"from":"The App <app@example.com>","subject":"Hello","text":"Hi -lmnMARK.t0-, -lmnMARK.t0-!","html":"<p>Hi -lmnMARK.h0-, {{ not a key }}!</p>"}
            """,
            new() { Subject = "Hello", Text = "Hi {{name}}, {{name}}!", Html = "<p>Hi {{name}}, {{ not a key }}!</p>" })
        {
            Recipients = [Named("ann@example.net", "Ann & <Bo>"), Named("cy@example.net", "Cy") with { To = new("cy@example.net", "Cy") }],
        },
        new(
            "a batch with own subjects, arguments and ways off the list",
            """
            {"personalizations":[
            {"to":["ann@example.net"],"subject":"For Ann","customArgs":{"list":"a","n":"1"},"headers":{"List-Unsubscribe":"<https://example.com/u?t=1>","List-Unsubscribe-Post":"List-Unsubscribe=One-Click","X-Own":"1"}},
            {"to":["cy@example.net"],"subject":"For Cy","customArgs":{"list":"b"},"headers":{"List-Unsubscribe":"<mailto:leave@example.com>","X-Own":"1"}}],
            "from":"The App <app@example.com>","text":"Hi.","categories":["news"],"sendAt":1795334400}
            """,
            new() { Subject = "For {{name}}", Text = "Hi.", Tags = ["news"], Metadata = new Dictionary<string, string> { ["list"] = "a" }, Headers = new Dictionary<string, string> { ["X-Own"] = "1" } })
        {
            Recipients =
            [
                Named("ann@example.net", "Ann") with { Metadata = new Dictionary<string, string> { ["n"] = "1" }, ListUnsubscribe = new() { Url = new Uri("https://example.com/u?t=1") } },
                Named("cy@example.net", "Cy") with { Metadata = new Dictionary<string, string> { ["list"] = "b" }, ListUnsubscribe = new() { Mailto = new("leave@example.com") } },
            ],
            Options = new() { SendAt = NodeMessage.Tomorrow },
            Tenant = new TenantId("acme"),
        },
        new(
            "a batch of equal mails",
            """{"to":["ann@example.net","cy@example.net","di@example.net"],"isMultiple":true,"from":"The App <app@example.com>","subject":"Hello","text":"Hi."}""",
            new() { Subject = "Hello", Text = "Hi." })
        {
            Recipients = [new(new("ann@example.net")), new(new("cy@example.net")), new(new("di@example.net"))],
        },
    ];

    private static EmailBatchRecipient Named(string address, string name) => new(new EmailAddress(address)) { Values = new Dictionary<string, string> { ["name"] = name } };
}
