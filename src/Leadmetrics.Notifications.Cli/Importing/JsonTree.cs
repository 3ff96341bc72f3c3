using System.Text.Json;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>Reads JSON as people write it: with comments and commas too many.</summary>
internal static class JsonTree
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 32 };

    /// <exception cref="Refusal">It is not JSON; the place is told, and nothing of the text.</exception>
    public static JsonNode? Read(string name, string text)
    {
        try
        {
            var tree = JsonNode.Parse(text, documentOptions: Options);
            Take(tree);
            return tree;
        }
        catch (InvalidOperationException)
        {
            throw Refusal.Configuration(name, "holds text that is not valid Unicode.");
        }
        catch (JsonException malformed)
        {
            // Its own message may quote the file, and so a secret. Only the check for duplicates comes without a place.
            throw Refusal.Configuration(name, malformed.LineNumber is { } line ? $"is not valid JSON (line {line + 1}, byte {malformed.BytePositionInLine + 1})." : "holds a key twice, or is nested too deep.");
        }
    }

    // JSON can escape half a surrogate pair, which is only found out when the text is taken.
    private static void Take(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject mapping:
                foreach (var (_, value) in mapping) Take(value);
                break;
            case JsonArray sequence:
                foreach (var value in sequence) Take(value);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                value.GetValue<string>();
                break;
        }
    }
}
