using System.Text;
using System.Text.Json;
using Leadmetrics.Conformance.Catching;
using Leadmetrics.Notifications;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Catching;

/// <summary>What MailDev shows of mails over its REST API; header fields are read from the octets, since it keeps a JSON object of them.</summary>
internal sealed class MailDevMails(MailDevPeer maildev) : ICaughtMails
{
    public string Host => "localhost";

    public int SmtpPort => maildev.SmtpPort;

    public async Task<IReadOnlyList<CaughtMail>> FindAsync(string subject, CancellationToken cancellationToken)
    {
        var found = new List<CaughtMail>();
        foreach (var mail in (await maildev.MessagesAsync(cancellationToken)).Where(mail => mail.GetProperty("subject").GetString() == subject)) found.Add(await ReadAsync(mail, cancellationToken));
        return found;
    }

    private async Task<CaughtMail> ReadAsync(JsonElement mail, CancellationToken cancellationToken)
    {
        var id = mail.GetProperty("id").GetString()!;
        var files = new Dictionary<string, byte[]>();
        foreach (var attachment in Items(mail, "attachments"))
        {
            files[attachment.GetProperty("filename").GetString()!] = await maildev.AttachmentAsync(id, attachment.GetProperty("generatedFileName").GetString()!, cancellationToken);
        }

        var source = await maildev.SourceAsync(id, cancellationToken);
        return new CaughtMail(
            Addresses(mail, "from").Single(),
            Addresses(mail, "to"),
            Addresses(mail, "cc"),
            [.. Items(mail.GetProperty("envelope"), "to").Select(recipient => recipient.GetProperty("address").GetString()!)],
            mail.GetProperty("text").GetString() ?? "",
            mail.TryGetProperty("html", out var html) ? html.GetString() ?? "" : "",
            Fields(source),
            files,
            source);
    }

    private static JsonElement[] Items(JsonElement parent, string name) => parent.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? [.. items.EnumerateArray()] : [];

    private static EmailAddress[] Addresses(JsonElement mail, string name) =>
        [.. Items(mail, name).Select(address => new EmailAddress(address.GetProperty("address").GetString()!, address.GetProperty("name").GetString() is { Length: > 0 } shown ? shown : null))];

    /// <summary>The fields, unfolded and otherwise as they stand.</summary>
    private static Dictionary<string, IReadOnlyList<string>> Fields(byte[] source)
    {
        var text = Encoding.Latin1.GetString(source[..source.AsSpan().IndexOf("\r\n\r\n"u8)]).Replace("\r\n ", " ", StringComparison.Ordinal).Replace("\r\n\t", " ", StringComparison.Ordinal);
        return text.Split("\r\n").Select(line => line.Split(':', 2)).GroupBy(field => field[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.Select(field => field[1].Trim())], StringComparer.OrdinalIgnoreCase);
    }
}
