using System.Text.Json;

namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>What Amazon says of a request that it did not do. Pure.</summary>
/// <param name="Type">The error's name, such as <c>MessageRejected</c>; empty where the answer names none.</param>
/// <param name="Message">Its words; the body itself where it is no error document.</param>
internal readonly record struct SesError(string Type, string Message)
{
    /// <summary>Reads an answer.</summary>
    /// <param name="header">The header x-amzn-ErrorType, <c>Name:http://…</c>.</param>
    /// <param name="body">The body: <c>{"__type":"namespace#Name","message":"…"}</c>, with either property or none.</param>
    public static SesError Read(string? header, string body)
    {
        string? type = null, message = null;
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                type = Text(document.RootElement, "__type") ?? Text(document.RootElement, "code");
                message = Text(document.RootElement, "message") ?? Text(document.RootElement, "Message");
            }
        }
        catch (JsonException)
        {
            // A page of somebody in between: its words are all there is.
        }

        return new SesError(NameOf(header ?? type ?? ""), ServerText.Sanitize(message ?? body));
    }

    /// <summary>The error in one line.</summary>
    public override string ToString() => Type.Length == 0 ? Message : Message.Length == 0 ? Type : $"{Type}: {Message}";

    private static string NameOf(string type)
    {
        var name = type[(type.LastIndexOf('#') + 1)..].Split(':')[0].Trim();
        return name.All(c => char.IsAsciiLetterOrDigit(c) || c == '.') && name.Length <= 64 ? name : "";
    }

    private static string? Text(JsonElement element, string name)
    {
        try
        {
            return element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return null;
        }
    }
}
