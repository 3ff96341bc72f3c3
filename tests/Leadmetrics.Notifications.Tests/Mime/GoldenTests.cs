using Leadmetrics.Notifications.Mime;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>
/// Messages as they were written once, byte for byte: a try of tomorrow's version has to be the same message as one of today's. Files in Goldens are only ever
/// added. <c>MIME_NEW_GOLDENS</c> in the environment names a folder that gets those that are missing, to be looked at and added by hand.
/// </summary>
public sealed class GoldenTests
{
    private static readonly EmailAttachment Logo = EmailAttachment.FromBytes("logo.png", Enumerable.Range(0, 200).Select(i => (byte)i).ToArray()).Inline("logo@mail");
    private static readonly EmailAttachment Report = EmailAttachment.FromBytes("Bericht für März „final“.pdf", "%PDF-1.7 report"u8.ToArray());

    private const string Invitation =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@example.com\r\nDTSTAMP:20260301T080000Z\r\nDTSTART:20260310T090000Z\r\n" +
        "ORGANIZER:mailto:sender@example.com\r\nATTENDEE:mailto:to@example.net\r\nSUMMARY:Kaffee in der Großen Straße\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    private static readonly Dictionary<string, EmailMessage> Messages = new()
    {
        ["text"] = Written.Message,
        ["html"] = Written.Message with { Text = null, Html = "<p>Hello.</p>\n" },
        ["both"] = Written.Message with { Text = "Grüße", Html = "<p>Grüße</p>" },
        ["addresses"] = Written.Message with
        {
            To = [new("to@example.net", "Jane Doe"), new("zoe@example.net", "Zoë \"Z\" Müller"), new("a@bücher.example", "Doe, John")],
            Cc = [new("cc@example.net", "請求書の担当者様、いつもお世話になっております")],
            Bcc = [new("bcc@example.net")],
            ReplyTo = [new("reply@example.net")],
            Subject = "Ihre Rechnung für März ist da: =?utf-8?Q?kein_Wort?= und noch ein paar Wörter mehr, damit es faltet",
            Headers = new Dictionary<string, string> { ["X-Campaign"] = "spring 2026", ["References"] = "<1@example.com> <2@example.com>" },
        },
        ["everything"] = Written.Message with
        {
            Text = "日本語の本文です。\n改行もあります。\n",
            Html = "<html><body><p>" + new string('x', 100) + "</p>\n.dot\nFrom here\n<img src=\"cid:logo@mail\"> \n</body></html>\n",
            Attachments = [Logo, Report, EmailAttachment.FromBytes("inner.eml", "Subject: inner\r\n\r\nbody\r\n"u8.ToArray())],
        },
        ["invitation"] = Written.Message with { Html = "<p>Hello.</p>", Calendar = new(Invitation), Attachments = [Report] },
        ["cancellation-alone"] = Written.Message with { Text = null, Calendar = new(Invitation.Replace("REQUEST", "cancel", StringComparison.Ordinal)) { FileName = "Absage für März.ics" } },
        ["newsletter"] = Written.Message with
        {
            ListUnsubscribe = new() { Url = new Uri("https://bücher.example/u?token=0f1e2d3c4b5a69788796a5b4c3d2e1f0"), Mailto = new("leave@example.com"), MailtoSubject = "Abmelden, bitte" },
            Priority = EmailPriority.Low,
            Language = "de-AT",
        },
        ["answer"] = Written.Message with { Priority = EmailPriority.High, InReplyTo = "<2.very.long.0f1e2d3c4b5a69788796a5b4c3d2e1f0@mail.example.net>", References = ["1@example.com", "<2.very.long.0f1e2d3c4b5a69788796a5b4c3d2e1f0@mail.example.net>"] },
        ["quoted-local-parts"] = Written.Message with { To = [new("\"a\\\\b \\\"c\\\"\"@example.net", "A") { AllowQuotedLocalPart = true }, new("\"plain\"@example.net") { AllowQuotedLocalPart = true }] },
        ["utf8-local-parts"] = Written.Message with { To = [new("jane\u0301@example.net", "Jané"), new("日本@日本.example")] },
        ["text-from-html"] = Written.Message with { Text = null, TextFromHtml = true, Html = "<h1>Hello</h1><p>See <a href=\"https://example.com/\">our site</a>.</p><ul><li>one</li><li>two</li></ul>" },
    };

    public static TheoryData<string> Names => [.. Messages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_message_is_written_as_it_always_was(string name)
    {
        await using var content = await MimeContent.OpenAsync(Written.Submit(Messages[name]), Written.Sender, CancellationToken.None);
        var written = await Written.WriteAsync(content);

        var golden = Path.Combine(AppContext.BaseDirectory, "Mime", "Goldens", $"{name}.eml");
        if (!File.Exists(golden) && Environment.GetEnvironmentVariable("MIME_NEW_GOLDENS") is { } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.eml"), written);
        }

        Assert.Equal(await File.ReadAllBytesAsync(golden), written);
    }
}
