using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>Reads YAML documents as trees whose values are texts: what a setting means is told by its key, so that a password of digits stays as it is written.</summary>
/// <remarks>Works on the parser's events, within a bound of depth and of nodes: an alias costs what it stands for.</remarks>
internal sealed class YamlTree
{
    /// <summary>The key of the mapping that stands for a value with a tag of some program's own, such as <c>!secret</c>: what it means is not in the file.</summary>
    public const string Tag = "$tag";

    private const string OwnTags = "tag:yaml.org,2002:";
    private const int MaxDepth = 32;
    private const int MaxNodes = 20_000;
    private const string Merge = "<<";

    private readonly Parser _events;
    private readonly string _name;
    private readonly Dictionary<AnchorName, JsonNode?> _anchors = [];
    private int _nodes;

    private YamlTree(string name, string text)
    {
        _name = name;
        _events = new Parser(new StringReader(text));
    }

    /// <summary>Reads all documents.</summary>
    /// <param name="name">What the text is called in errors.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="Refusal">It is not YAML; the place is told, and nothing of the text.</exception>
    public static IReadOnlyList<JsonNode?> Read(string name, string text)
    {
        try
        {
            return new YamlTree(name, text).ReadDocuments();
        }
        catch (YamlException malformed)
        {
            // Its own message may quote the file, and so a secret.
            throw Refusal.Configuration(name, $"is not valid YAML (line {malformed.Start.Line}, column {malformed.Start.Column}).");
        }
    }

    private List<JsonNode?> ReadDocuments()
    {
        var documents = new List<JsonNode?>();
        _events.Consume<StreamStart>();
        while (!_events.TryConsume<StreamEnd>(out _))
        {
            _events.Consume<DocumentStart>();
            _anchors.Clear();
            documents.Add(ReadNode(0));
            _events.Consume<DocumentEnd>();
        }

        return documents;
    }

    private JsonNode? ReadNode(int depth)
    {
        Count(1, depth);
        if (_events.TryConsume<AnchorAlias>(out var alias))
        {
            if (!_anchors.TryGetValue(alias.Value, out var meant)) throw At(alias.Start, "has an alias without its anchor");
            Count(Size(meant), depth);
            return meant?.DeepClone();
        }

        if (!_events.Accept<NodeEvent>(out var start)) throw At(_events.Current?.Start ?? default, "is not valid YAML");
        JsonNode? node = start switch
        {
            MappingStart => ReadMapping(depth),
            SequenceStart => ReadSequence(depth),
            _ => ReadScalar(),
        };
        if (IsForeign(start.Tag)) node = new JsonObject { [Tag] = start.Tag.Value };
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor] = node?.DeepClone();
        return node;
    }

    private JsonObject ReadMapping(int depth)
    {
        _events.Consume<MappingStart>();
        var mapping = new JsonObject();
        var merged = new List<JsonObject>();
        while (!_events.TryConsume<MappingEnd>(out _))
        {
            if (!_events.TryConsume<Scalar>(out var key)) throw At(_events.Current?.Start ?? default, "has a key that is not a text");
            var value = ReadNode(depth + 1);
            if (key.Value == Merge && key.Style == ScalarStyle.Plain) merged.AddRange(Merged(value) ?? throw At(key.Start, "merges what is no mapping"));
            else if (!mapping.TryAdd(key.Value, value)) throw At(key.Start, "holds a key twice");
        }

        // What the mapping says itself comes first, then the earlier of those it merges.
        foreach (var (key, value) in merged.SelectMany(other => other)) mapping.TryAdd(key, value?.DeepClone());
        return mapping;
    }

    private JsonArray ReadSequence(int depth)
    {
        _events.Consume<SequenceStart>();
        var sequence = new JsonArray();
        while (!_events.TryConsume<SequenceEnd>(out _)) sequence.Add(ReadNode(depth + 1));
        return sequence;
    }

    private JsonValue? ReadScalar()
    {
        var scalar = _events.Consume<Scalar>();
        return scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL" ? null : JsonValue.Create(scalar.Value);
    }

    // Bytes are base64 of something, and would be taken for the value.
    private static bool IsForeign(TagName tag) => tag is { IsEmpty: false, IsNonSpecific: false } && (!tag.Value.StartsWith(OwnTags, StringComparison.Ordinal) || tag.Value == OwnTags + "binary");

    private static IReadOnlyList<JsonObject>? Merged(JsonNode? value) => value switch
    {
        JsonObject one => [one],
        JsonArray several when several.All(each => each is JsonObject) => [.. several.Select(each => each!.AsObject())],
        _ => null,
    };

    private void Count(int nodes, int depth)
    {
        _nodes += nodes;
        if (depth > MaxDepth) throw Refusal.Configuration(_name, $"is nested deeper than {MaxDepth} levels.");
        if (_nodes > MaxNodes) throw Refusal.Configuration(_name, $"holds more than {MaxNodes} values.");
    }

    private static int Size(JsonNode? node) => node switch
    {
        JsonObject mapping => 1 + mapping.Sum(property => Size(property.Value)),
        JsonArray sequence => 1 + sequence.Sum(Size),
        _ => 1,
    };

    private Refusal At(Mark mark, string what) => Refusal.Configuration(_name, $"{what} (line {mark.Line}, column {mark.Column}).");
}
