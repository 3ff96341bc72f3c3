using System.Net.Http.Json;
using System.Text.Json;
using Leadmetrics.Conformance.Catching;

namespace Leadmetrics.Notifications.Containers;

/// <summary>What Mailpit shows of mails over its REST API.</summary>
internal sealed class MailpitMails(Containers containers) : ICaughtMails, IDisposable
{
    private const int Most = 500;
    private readonly HttpClient _http = new() { BaseAddress = containers.Web };

    public string Host => containers.Host;

    public int SmtpPort => containers.SmtpPort;

    public async Task<IReadOnlyList<CaughtMail>> FindAsync(string subject, CancellationToken cancellationToken)
    {
        var found = new List<CaughtMail>();
        var page = await _http.GetFromJsonAsync<JsonElement>($"api/v1/messages?limit={Most}", cancellationToken);
        foreach (var mail in page.GetProperty("messages").EnumerateArray().Where(mail => mail.GetProperty("Subject").GetString() == subject))
        {
            found.Add(await ReadAsync(mail.GetProperty("ID").GetString()!, cancellationToken));
        }

        return found;
    }

    public void Dispose() => _http.Dispose();

    private async Task<CaughtMail> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var mail = await _http.GetFromJsonAsync<JsonElement>($"api/v1/message/{id}", cancellationToken);
        var headers = await _http.GetFromJsonAsync<Dictionary<string, string[]>>($"api/v1/message/{id}/headers", cancellationToken) ?? [];
        var files = new Dictionary<string, byte[]>();
        foreach (var file in Items(mail, "Attachments").Concat(Items(mail, "Inline")))
        {
            files[file.GetProperty("FileName").GetString()!] = await _http.GetByteArrayAsync($"api/v1/message/{id}/part/{file.GetProperty("PartID").GetString()}", cancellationToken);
        }

        EmailAddress[] to = [.. Items(mail, "To").Select(Address)], cc = [.. Items(mail, "Cc").Select(Address)];
        return new CaughtMail(
            Address(mail.GetProperty("From")),
            to,
            cc,
            // Whom it was handed over for without a word in the header stands under Bcc.
            [.. to.Concat(cc).Concat(Items(mail, "Bcc").Select(Address)).Select(address => address.Address)],
            mail.GetProperty("Text").GetString() ?? "",
            mail.GetProperty("HTML").GetString() ?? "",
            headers.ToDictionary(field => field.Key, IReadOnlyList<string> (field) => field.Value, StringComparer.OrdinalIgnoreCase),
            files,
            await _http.GetByteArrayAsync($"api/v1/message/{id}/raw", cancellationToken));
    }

    private static JsonElement[] Items(JsonElement mail, string name) => mail.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? [.. items.EnumerateArray()] : [];

    private static EmailAddress Address(JsonElement address) => new(address.GetProperty("Address").GetString()!, address.GetProperty("Name").GetString() is { Length: > 0 } name ? name : null);
}
