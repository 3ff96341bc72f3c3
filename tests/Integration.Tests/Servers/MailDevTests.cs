using System.Text;
using System.Text.Json;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Servers;

/// <summary>A catcher as developers run it, read back over its REST API.</summary>
public sealed class MailDevTests(PeerFixture<MailDevPeer> fixture)
{
    [Fact]
    public async Task A_mail_arrives_with_its_subject_bodies_and_attachment()
    {
        var maildev = await fixture.GetAsync();
        await using var tenant = await TenantAt.StartAsync(new SmtpConfig { Host = "localhost", Port = maildev.SmtpPort, FromAddress = "hello@acme.test", FromName = "Acme GmbH" });
        var message = Mail.To("jane@customer.test");

        var result = await tenant.SendAsync(message);

        var arrived = await maildev.MessageAsync(mail => mail.GetProperty("subject").GetString() == message.Subject);
        Assert.Equal(Mail.Html, arrived.GetProperty("html").GetString()!.Trim());
        Assert.Equal(Lines(Mail.Text), Lines(arrived.GetProperty("text").GetString()!));
        Assert.Equal(("jane@customer.test", "Jürgen \"Jay\" Müller"), Address(arrived.GetProperty("to")[0]));
        Assert.Equal(("hello@acme.test", "Acme GmbH"), Address(arrived.GetProperty("from")[0]));
        var attachment = Assert.Single(arrived.GetProperty("attachments").EnumerateArray());
        Assert.Equal(Mail.FileName, attachment.GetProperty("filename").GetString());
        var id = arrived.GetProperty("id").GetString()!;
        Assert.Equal(Mail.Bytes, await maildev.AttachmentAsync(id, attachment.GetProperty("generatedFileName").GetString()!));
        Assert.Contains($"Message-ID: <{result.MessageId}>", Encoding.UTF8.GetString(await maildev.SourceAsync(id)), StringComparison.OrdinalIgnoreCase);
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    private static (string?, string?) Address(JsonElement address) => (address.GetProperty("address").GetString(), address.GetProperty("name").GetString());
}
