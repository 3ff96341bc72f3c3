using System.Globalization;
using System.Text.Json;

namespace Leadmetrics.Notifications.Testing;

/// <summary>What a JSON value has to look like: its type, its bounds, and of an object which fields it may and must have.</summary>
internal sealed class JsonShape(JsonShapeKind kind)
{
    /// <summary>The least number of characters or items.</summary>
    public int Least { get; init; }

    /// <summary>The most characters or items.</summary>
    public int Most { get; init; } = int.MaxValue;

    /// <summary>Whether no item stands twice.</summary>
    public bool IsUnique { get; init; }

    /// <summary>The words that a text may be; null: any.</summary>
    public string[]? Words { get; init; }

    /// <summary>What each item of a list, or each value of a map, has to look like.</summary>
    public JsonShape? Each { get; init; }

    /// <summary>The fields of an object; a name that ends in an exclamation mark must be there.</summary>
    public Dictionary<string, JsonShape> Fields { get; init; } = [];

    public static JsonShape Text(int least = 0, int most = int.MaxValue, string[]? words = null) => new(JsonShapeKind.Text) { Least = least, Most = most, Words = words };

    public static JsonShape Whole() => new(JsonShapeKind.Whole);

    public static JsonShape Flag() => new(JsonShapeKind.Flag);

    public static JsonShape List(JsonShape each, int most = int.MaxValue, int least = 0, bool isUnique = false) => new(JsonShapeKind.List) { Each = each, Most = most, Least = least, IsUnique = isUnique };

    public static JsonShape Anything() => new(JsonShapeKind.Anything);

    public static JsonShape Map(JsonShape each) => new(JsonShapeKind.Map) { Each = each };

    public static JsonShape Object(params (string Name, JsonShape Shape)[] fields) => new(JsonShapeKind.Fields) { Fields = fields.ToDictionary(field => field.Name, field => field.Shape, StringComparer.Ordinal) };

    /// <returns>The first thing that is wrong, and where; null where nothing is.</returns>
    public (string Message, string? Field)? Check(JsonElement value, string path) => kind switch
    {
        JsonShapeKind.Text => CheckText(value, path),
        JsonShapeKind.Whole => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _) ? null : ("Invalid type. Expected: integer.", path),
        JsonShapeKind.Flag => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : ("Invalid type. Expected: boolean.", path),
        JsonShapeKind.List => CheckList(value, path),
        JsonShapeKind.Map => value.ValueKind == JsonValueKind.Object ? First(value.EnumerateObject().Select(property => Each!.Check(property.Value, Under(path, property.Name)))) : ("Invalid type. Expected: object.", path),
        JsonShapeKind.Anything => value.ValueKind == JsonValueKind.Object ? null : ("Invalid type. Expected: object.", path),
        _ => CheckFields(value, path),
    };

    private (string, string?)? CheckText(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
            return ("Invalid type. Expected: string.", path);
        var length = value.GetString()!.EnumerateRunes().Count();
        if (length < Least || length > Most)
            return (string.Create(CultureInfo.InvariantCulture, $"The length has to be from {Least} to {Most}."), path);
        return Words is null || Words.Contains(value.GetString()) ? null : ($"Only {string.Join(", ", Words)} may stand here.", path);
    }

    private (string, string?)? CheckList(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return ("Invalid type. Expected: array.", path);
        var count = value.GetArrayLength();
        if (count < Least || count > Most)
            return (string.Create(CultureInfo.InvariantCulture, $"There have to be from {Least} to {Most} items."), path);
        if (IsUnique && value.EnumerateArray().Select(item => item.GetRawText()).Distinct(StringComparer.Ordinal).Count() < count)
            return ("The items have to be unique.", path);
        return First(value.EnumerateArray().Select((item, i) => Each!.Check(item, Under(path, i.ToString(CultureInfo.InvariantCulture)))));
    }

    private (string, string?)? CheckFields(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return ("Invalid type. Expected: object.", path);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            if (!names.Add(property.Name))
                return ($"The property {property.Name} is given twice.", Under(path, property.Name));
            if (!Fields.TryGetValue(property.Name, out var shape) && !Fields.TryGetValue(property.Name + "!", out shape))
                return ($"Additional property {property.Name} is not allowed.", Under(path, property.Name));
            if (shape.Check(property.Value, Under(path, property.Name)) is { } wrong)
                return wrong;
        }
        return First(Fields.Keys.Where(name => name.EndsWith('!') && !names.Contains(name[..^1])).Select(name => ((string, string?)?)($"{name[..^1]} is required.", Under(path, name[..^1]))));
    }

    private static (string, string?)? First(IEnumerable<(string, string?)?> checks) => checks.FirstOrDefault(check => check is not null);

    private static string Under(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
