using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>Finds the definitions in a tree: one may be the whole file, or stand deep in some program's configuration.</summary>
/// <remarks>
/// A mapping is a definition where it says so (<c>platform: smtp</c>, <c>provider: email.smtp</c>, <c>transport: smtp</c>), where its key does
/// (<c>service.email.NAME</c>, <c>smtp</c>, <c>mail</c>, <c>sendgrid</c>), or where it is the file itself and has a host or a service. A database's host and port are none.
/// </remarks>
internal sealed class DefinitionFinder(ImportNotes notes)
{
    private const string ArgoService = "service.email";
    private const string Address = "address";

    private static readonly FrozenSet<string> Markers = new[] { "platform", "provider", "transport", "type", "kind" }.ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenSet<string> MailNames = new[] { "smtp", "smtpsettings", "email", "mail", "mailer", "nodemailer", "transport", "transportconfig" }.ToFrozenSet(StringComparer.Ordinal);

    // What stands in these belongs to the definition around them, or to the part of it.
    private static readonly FrozenSet<string> Wrappers = new[] { "config", "settings", "spec", "options", "smtp", "smtpsettings", "email", "transport", "transportconfig", "credentials", "sendgrid", "defaults" }.ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenSet<string> Parts = new[] { "auth", "tls", "dkim", "from", "pool" }.ToFrozenSet(StringComparer.Ordinal);

    private readonly List<Definition> _found = [];

    /// <summary>Finds all definitions; what stands beside them is noted as dropped.</summary>
    public static IReadOnlyList<Definition> Find(IReadOnlyList<JsonNode?> documents, ImportNotes notes)
    {
        var finder = new DefinitionFinder(notes);
        var given = documents.Where(document => document is not null).ToArray();
        for (var i = 0; i < given.Length; i++)
        {
            var place = given.Length == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"#{i + 1}");
            if (!finder.Walk(given[i], place, isRoot: true) && given.Length > 1) notes.Drop(place, "no e-mail provider is defined there");
        }

        return finder._found;
    }

    /// <summary>A key without what programs write differently.</summary>
    public static string Normal(string key) => key.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>The kind of provider that a word names; <see langword="null"/> where it names none that is imported.</summary>
    public static string? KindOf(string word) => word.ToUpperInvariant() switch
    {
        "SMTP" or "EMAIL.SMTP" or "EMAIL/SMTP" or "EMAIL" or "MAIL" => ProviderWords.Smtp,
        "SENDGRID" or "EMAIL.SENDGRID" or "EMAIL/SENDGRID" => ProviderWords.SendGrid,
        _ => null,
    };

    private bool Walk(JsonNode? node, string place, bool isRoot, string name = "") => node switch
    {
        JsonObject mapping => WalkMapping(mapping, place, isRoot, name),
        JsonArray sequence => WalkSequence(sequence, place, isRoot, name),
        _ => false,
    };

    // What a list is called is what each of its items is called.
    private bool WalkSequence(JsonArray sequence, string place, bool isRoot, string name)
    {
        var (found, outside) = (false, new List<string>());
        for (var i = 0; i < sequence.Count; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{place}[{i}]");
            if (Walk(sequence[i], at, isRoot, name)) found = true;
            else outside.Add(at);
        }

        // What holds nothing at all is told by whoever looks around it.
        if (found) outside.ForEach(each => notes.Drop(each, "no e-mail provider is defined there"));
        return found;
    }

    private bool WalkMapping(JsonObject mapping, string place, bool isRoot, string name)
    {
        if (KindOf(mapping, place) is { } kind) return Take(mapping, place, kind, isNamed: true);
        if (name == ProviderWords.SendGrid && mapping.Any(child => child.Value is JsonValue && Normal(child.Key) == "apikey")) return Take(mapping, place, ProviderWords.SendGrid, isNamed: true);
        var isMail = MailNames.Contains(name);
        if ((isRoot || isMail) && HasServer(mapping, isMail)) return Take(mapping, place, ProviderWords.Smtp, isNamed: false);
        if (HoldsServer(mapping, isRoot, isMail)) return Take(mapping, place, ProviderWords.Smtp, isNamed: true);
        var (found, outside) = (false, new List<string>());
        foreach (var (key, value) in mapping)
        {
            var under = Under(place, key);
            if (key == ArgoService || key.StartsWith(ArgoService + ".", StringComparison.Ordinal) ? WalkArgo(value, under) : Walk(value, under, isRoot: false, Normal(key))) found = true;
            else outside.Add(under);
        }

        if (found) outside.ForEach(each => notes.Drop(each, "no e-mail provider is defined there"));
        return found;
    }

    // Around a server its program keeps the sender: under transportConfig, within a mapping of mail, or in a file of nothing else.
    private static bool HoldsServer(JsonObject mapping, bool isRoot, bool isMail)
    {
        var within = mapping.Where(child => child.Value is JsonObject inner && HasServer(inner, MailNames.Contains(Normal(child.Key)))).Select(child => Normal(child.Key)).ToArray();
        if (within.Contains("transportconfig") || (isMail && within.Any(Wrappers.Contains))) return true;
        return isRoot && within is [var only] && Wrappers.Contains(only) && mapping.Select(child => Normal(child.Key)).All(key => key == only || key == "defaults" || KeyRules.IsBesideServer(key));
    }

    // Argo keeps each service as a text of YAML within a ConfigMap.
    private bool WalkArgo(JsonNode? value, string place)
    {
        var inner = value is JsonValue text && text.GetValueKind() == JsonValueKind.String ? YamlTree.Read(place, text.GetValue<string>()) : [value];
        return inner is [JsonObject service] && Take(service, place, ProviderWords.Smtp, isNamed: true, isArgo: true);
    }

    private bool Take(JsonObject mapping, string place, string provider, bool isNamed, bool isArgo = false)
    {
        var settings = new List<Setting>();
        Flatten(mapping, place, "", isArgo, settings);
        _found.Add(new Definition(place, settings) { Provider = provider, IsNamed = isNamed });
        return true;
    }

    // A receiver of alerts says so, too: these two words need a server beside them.
    private static bool IsLoose(string word) => word.ToUpperInvariant() is "EMAIL" or "MAIL";

    private static bool HasServer(JsonObject mapping, bool isMail) => mapping.Any(property => property.Value is JsonValue value && KeyRules.MappedBy(Normal(property.Key)) switch
    {
        "host" => !Normal(property.Key).EndsWith(Address, StringComparison.Ordinal) || IsServerAddress(Normal(property.Key), value, isMail),
        "service" => true,
        _ => false,
    });

    // Others have addresses, too, and a mailbox is no server.
    private static bool IsServerAddress(string name, JsonValue value, bool isMail) => (isMail || name != Address) && !value.ToString().Contains('@', StringComparison.Ordinal);

    private string? KindOf(JsonObject mapping, string place)
    {
        foreach (var (key, value) in mapping)
        {
            if (!Markers.Contains(Normal(key)) || value is not JsonValue text || text.GetValueKind() != JsonValueKind.String) continue;
            var word = text.GetValue<string>();
            if (KindOf(word) is { } kind && (!IsLoose(word) || HasServer(mapping, isMail: false))) return kind;
            if (word.StartsWith("email.", StringComparison.OrdinalIgnoreCase) || word.Equals("ses", StringComparison.OrdinalIgnoreCase))
            {
                notes.Refuse(Under(place, key), "names a kind of provider that is not imported; smtp and sendgrid are, and lmn provider add makes one of any kind");
                return null;
            }
        }

        return null;
    }

    private static void Flatten(JsonObject mapping, string place, string part, bool isArgo, List<Setting> settings)
    {
        foreach (var (key, value) in mapping)
        {
            var under = Under(place, key);
            var normal = Normal(key);
            var name = part + normal;
            switch (value)
            {
                case JsonObject { Count: 1 } reference when reference["$env"] is JsonValue variable:
                    settings.Add(Given(under, name, $"${{{variable}}}", isArgo));
                    break;
                case JsonObject { Count: 1 } tagged when tagged[YamlTree.Tag] is JsonValue:
                    settings.Add(new Setting(under, name) { Problem = "has a tag that only its own program understands: write the value, or ${NAME} for a variable that holds it" });
                    break;
                case JsonObject inner when Wrappers.Contains(normal):
                    Flatten(inner, under, part, isArgo, settings);
                    break;
                case JsonObject inner when part.Length == 0 && Parts.Contains(normal):
                    Flatten(inner, under, $"{normal}.", isArgo, settings);
                    break;
                case JsonArray and [JsonObject only] when name == "dkim.keys":
                    Flatten(only, $"{under}[0]", part, isArgo, settings);
                    break;
                case JsonValue single:
                    settings.Add(Given(under, name, single.GetValueKind() == JsonValueKind.String ? single.GetValue<string>() : single.ToJsonString(), isArgo));
                    break;
                default:
                    settings.Add(new Setting(under, name) { Problem = value is null ? null : "is not a text, a number, true or false" });
                    break;
            }
        }
    }

    private static Setting Given(string key, string name, string text, bool isArgo)
    {
        if (isArgo && text is ['$', not '{' and not '$', ..]) return new Setting(key, name) { Problem = "refers to a key of Argo's secret: write ${NAME} in its place, and set that variable where lmn runs" };
        var resolved = References.Resolve(text, Environment.GetEnvironmentVariable, KeyRules.IsSecret(name), out var problem);
        return new Setting(key, name) { Text = resolved, Problem = problem };
    }

    private static string Under(string place, string key) => place.Length == 0 ? key : $"{place}.{key}";
}
