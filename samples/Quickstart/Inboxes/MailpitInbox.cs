using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quickstart.Inboxes;

/// <summary>A Mailpit on this machine, read back over its API.</summary>
internal sealed class MailpitInbox(HttpClient http, string version) : Inbox
{
    private const int Tries = 20;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly Uri Api = new("http://localhost:8025/");

    public override string Host => "localhost";

    public override int Port => 1025;

    public override string Description => $"Mailpit {version}, {Host}:{Port}, to be seen at {Api}";

    /// <summary>The Mailpit on localhost; <see langword="null"/> where none answers, or something else does.</summary>
    public static async Task<MailpitInbox?> TryOpenAsync(CancellationToken cancellationToken)
    {
        var http = new HttpClient { BaseAddress = Api, Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var smtp = new TcpClient();
            await smtp.ConnectAsync("localhost", 1025, cancellationToken);
            var info = JsonNode.Parse(await http.GetStringAsync("api/v1/info", cancellationToken)) as JsonObject;
            if (info?["Version"] is { } version && info.ContainsKey("Messages")) return new MailpitInbox(http, version.ToString());
        }
        catch (Exception absent) when (absent is SocketException or HttpRequestException or JsonException || (absent is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Nobody there, or no Mailpit: the catcher takes its place, and the demo says so.
            http.Dispose();
            return null;
        }

        http.Dispose();
        return null;
    }

    public override async Task<Arrived?> FindAsync(string messageId, CancellationToken cancellationToken)
    {
        // Mailpit stores what it has accepted a moment later.
        for (var i = 0; i < Tries; i++)
        {
            var found = await GetAsync($"api/v1/search?query={Uri.EscapeDataString($"message-id:{messageId}")}", cancellationToken);
            if (found["messages"] is JsonArray { Count: > 0 } messages) return Read(await GetAsync($"api/v1/message/{messages[0]!["ID"]}", cancellationToken));
            await Task.Delay(Wait, TimeProvider.System, cancellationToken);
        }

        return null;
    }

    public override ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) => JsonNode.Parse(await http.GetStringAsync(path, cancellationToken))!;

    private static Arrived Read(JsonNode mail)
    {
        var parts = new List<ArrivedPart>();
        if (mail["Text"]?.ToString() is { Length: > 0 } text) parts.Add(new ArrivedPart("text/plain", null, Encoding.UTF8.GetByteCount(text)));
        if (mail["HTML"]?.ToString() is { Length: > 0 } html) parts.Add(new ArrivedPart("text/html", null, Encoding.UTF8.GetByteCount(html)));
        foreach (var attachment in mail["Attachments"] as JsonArray ?? [])
        {
            parts.Add(new ArrivedPart($"{attachment!["ContentType"]}", $"{attachment["FileName"]}", attachment["Size"]!.GetValue<long>()));
        }

        return new Arrived(Address(mail["From"]), string.Join(", ", (mail["To"] as JsonArray ?? []).Select(Address)), $"{mail["Subject"]}", parts);
    }

    private static string Address(JsonNode? address) => $"{address?["Name"]} <{address?["Address"]}>".TrimStart();
}
