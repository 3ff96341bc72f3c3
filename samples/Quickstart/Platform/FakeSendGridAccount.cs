using System.Text;
using System.Text.Json;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Testing;

namespace Quickstart.Platform;

/// <summary>The fake SendGrid of Leadmetrics.Notifications.Testing: the API's rules, and a record of what came.</summary>
internal sealed class FakeSendGridAccount(FakeSendGrid fake) : PlatformAccount
{
    public override string ApiKey => fake.ApiKey;

    public override EmailAddress From { get; } = new("mail@platform.example", "The Platform");

    public override EmailAddress To { get; } = new("john@customer.example", "John Customer");

    public override Uri? BaseAddress => fake.BaseAddress;

    public override string Description => $"a fake SendGrid in this process, {fake.BaseAddress} (SENDGRID_API_KEY is not set)";

    public static FakeSendGridAccount Start() => new(FakeSendGrid.Start());

    public override Arrived? Find(Sent sent)
    {
        if (fake.AcceptedMails.FirstOrDefault(mail => mail.MessageId == sent.Result.ProviderMessageId)?.Json is not { } mail) return null;
        var envelope = mail.GetProperty("personalizations")[0];
        var subject = mail.TryGetProperty("subject", out var common) ? common : envelope.GetProperty("subject");
        var parts = mail.GetProperty("content").EnumerateArray().Select(part => new ArrivedPart(Text(part, "type"), null, Encoding.UTF8.GetByteCount(Text(part, "value"))));
        var files = mail.GetProperty("attachments").EnumerateArray().Select(file => new ArrivedPart(Text(file, "type"), Text(file, "filename"), file.GetProperty("content").GetBytesFromBase64().Length));
        return new Arrived(Address(mail.GetProperty("from")), string.Join(", ", envelope.GetProperty("to").EnumerateArray().Select(Address)), subject.GetString()!, [.. parts, .. files]);
    }

    public override ValueTask DisposeAsync() => fake.DisposeAsync();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Address(JsonElement address) => new EmailAddress(Text(address, "email"), address.TryGetProperty("name", out var name) ? name.GetString() : null).ToString();
}
