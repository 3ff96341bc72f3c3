using System.Globalization;
using System.Text.Json;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Providers;

/// <summary>Reads a JSON object property by property; an error names the property, and what nobody asked for is remembered as unknown.</summary>
/// <remarks>Numbers and booleans may come as strings: forms and environment variables give them so. Names are compared exactly.</remarks>
internal sealed class ConfigReader
{
    private const int MaxConfig = 64 * 1024;

    private readonly JsonElement _object;
    private readonly string _prefix;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public ConfigReader(JsonElement element, string path = "")
    {
        if (element.ValueKind != JsonValueKind.Object) throw new ProviderConfigException(path.Length == 0 ? "config" : path, "is not a JSON object");
        _object = element;
        _prefix = path.Length == 0 ? "" : path + ".";
    }

    /// <summary>Parses JSON without letting its text, which may hold a secret, into an error.</summary>
    public static JsonDocument ParseJson(ReadOnlyMemory<byte> utf8Json)
    {
        if (utf8Json.Length > MaxConfig) throw new ProviderConfigException("config", "is larger than 64 KiB");
        var document = ParseDocument(utf8Json);
        try
        {
            CheckText(document.RootElement, "config");
            return document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    /// <summary>The properties that nobody asked for, by path.</summary>
    public IEnumerable<string> Unknown => _object.EnumerateObject().Where(property => !_asked.Contains(property.Name)).Select(property => ServerText.Sanitize(_prefix + property.Name));

    public ProviderConfigException Error(string name, string reason) => new(_prefix + name, reason);

    public bool Has(string name) => Find(name) is not null;

    public string? Text(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.String) throw Error(name, "is not a string");
        return OneLine(name, value.GetString()!);
    }

    /// <summary>A secret may be of any characters; the wire is guarded where it is written.</summary>
    public Secret? SecretText(string name)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.String ? new Secret(value.GetString()!) : throw Error(name, "is not a string");
    }

    public string RequiredText(string name)
    {
        var text = Text(name);
        return string.IsNullOrWhiteSpace(text) ? throw Error(name, "is missing") : text;
    }

    public int? Number(string name, int least, int most)
    {
        if (Find(name) is not { } value) return null;
        int number = 0;
        var read = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetInt32(out number),
            JsonValueKind.String => int.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
        if (!read || number < least || number > most) throw Error(name, string.Create(CultureInfo.InvariantCulture, $"is not a whole number from {least} to {most}"));
        return number;
    }

    public bool? Flag(string name)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String when bool.TryParse(value.GetString(), out var flag) => flag,
            _ => throw Error(name, "is not true or false"),
        };
    }

    public string? Word(string name, params ReadOnlySpan<string> words)
    {
        if (Text(name) is not { } text) return null;
        // Others write OAuth2 and STARTTLS.
        foreach (var word in words)
        {
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase)) return word;
        }

        throw Error(name, $"is none of {string.Join(", ", words!)}");
    }

    /// <summary>The property that every kind of provider has for the time after its failure.</summary>
    public ProviderFallback Fallback() => Word("fallback", "none", "platform") == "platform" ? ProviderFallback.Platform : ProviderFallback.None;

    public IReadOnlyList<string> Texts(string name)
    {
        if (Find(name) is not { } value) return [];

        // An empty list out of appsettings.json arrives so.
        if (value.ValueKind == JsonValueKind.String && value.ValueEquals("")) return [];
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String)) throw Error(name, "is not a list of strings");
        return [.. value.EnumerateArray().Select((item, i) => OneLine(string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]"), item.GetString()!))];
    }

    public ConfigReader? Object(string name) => Find(name) is { } value ? new ConfigReader(value, _prefix + name) : null;

    public bool IsObject(string name) => Find(name) is { ValueKind: JsonValueKind.Object };

    private string OneLine(string name, string text) =>
        text.AsSpan().IndexOfAny('\r', '\n', '\0') < 0 ? text : throw Error(name, "holds a CR, LF or NUL");

    private static JsonDocument ParseDocument(ReadOnlyMemory<byte> utf8Json)
    {
        try
        {
            return JsonDocument.Parse(utf8Json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException malformed)
        {
            // Only the check for duplicates comes without a place; its own message would quote the property.
            throw new ProviderConfigException("config", malformed.LineNumber is { } line ? $"is not valid JSON (line {line + 1}, byte {malformed.BytePositionInLine + 1})" : "holds a property twice");
        }
        catch (InvalidOperationException)
        {
            throw NotUnicode("config");
        }
    }

    // JSON can escape half a surrogate pair and carry octets that are no UTF-8; both are only found out when the text is taken, deep inside some reader.
    private static void CheckText(JsonElement element, string path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                TakeText(() => element.GetString()!, path);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) CheckText(item, path);
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject()) CheckText(property.Value, TakeText(() => property.Name, path) is var name && path == "config" ? name : $"{path}.{name}");
                break;
        }
    }

    private static string TakeText(Func<string> take, string path)
    {
        try
        {
            return take();
        }
        catch (InvalidOperationException)
        {
            throw NotUnicode(path);
        }
    }

    private static ProviderConfigException NotUnicode(string path) => new(ServerText.Sanitize(path), "holds text that is not valid Unicode");

    private JsonElement? Find(string name)
    {
        _asked.Add(name);
        return _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}
