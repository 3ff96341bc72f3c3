using System.Text.Json;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>Writes and reads a row's tokens. What is written is in clear: only ever to be sealed.</summary>
internal static class TokenStateJson
{
    private const string Consent = "consent";
    private const string Client = "client";

    public static byte[] Write(TokenState state)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("entries");
            foreach (var entry in state.Entries) Write(json, entry);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Reads what was written; <see langword="null"/> where it is something else.</summary>
    public static TokenState? Read(ReadOnlyMemory<byte> utf8Json)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json);
            return new TokenState([.. document.RootElement.GetProperty("entries").EnumerateArray().Select(Read)]);
        }
        catch (Exception foreign) when (foreign is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, TokenEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("settings", entry.Fingerprint);
        json.WriteString("updatedAt", entry.UpdatedAt);
        if (entry.IsServing) json.WriteBoolean("serving", true);
        if (entry.AccessToken is not null)
        {
            json.WriteString("accessToken", entry.AccessToken.Reveal());
            json.WriteString("expiresAt", entry.ExpiresAt);
        }

        if (entry.RefreshToken is not null) json.WriteString("refreshToken", entry.RefreshToken.Reveal());
        if (entry.Refusal is { } refusal) json.WriteString("refused", refusal == TokenRefusal.Consent ? Consent : Client);
        if (entry.RefreshingUntil is { } until) json.WriteString("refreshingUntil", until);
        json.WriteEndObject();
    }

    private static TokenEntry Read(JsonElement json) => new(json.GetProperty("settings").GetString()!, json.GetProperty("updatedAt").GetDateTimeOffset())
    {
        IsServing = json.TryGetProperty("serving", out var serving) && serving.GetBoolean(),
        AccessToken = SecretOf(json, "accessToken"),
        ExpiresAt = InstantOf(json, "expiresAt") ?? default,
        RefreshToken = SecretOf(json, "refreshToken"),
        Refusal = json.TryGetProperty("refused", out var refused) ? (refused.GetString() == Client ? TokenRefusal.Client : TokenRefusal.Consent) : null,
        RefreshingUntil = InstantOf(json, "refreshingUntil"),
    };

    private static Secret? SecretOf(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? new Secret(value.GetString()!) : null;

    private static DateTimeOffset? InstantOf(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetDateTimeOffset() : null;
}
