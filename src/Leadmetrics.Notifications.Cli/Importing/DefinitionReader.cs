using System.Globalization;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>Puts one definition into the words of a row's settings. What becomes of each key is noted; whether the settings are right is the library's to say.</summary>
internal sealed partial class DefinitionReader
{
    private const int PriorityBound = 1_000_000;
    private const string Unused = "the key that it goes with is refused";

    private static readonly string[] OfSendGrid = ["enabled", "priority", "from", "fromName", "apiKey", "region", "limits.perHour"];
    private static readonly string[] Plain = ["host", "user", "pass", "name", "tls.servername", "dkim.domain", "dkim.selector", "dkim.privateKey"];
    private static readonly string[] Numbers = ["port", "connectionTimeout", "socketTimeout", "maxConnections", "maxMessages", "limits.perHour"];

    private readonly Definition _definition;
    private readonly ImportNotes _notes;
    private readonly JsonObject _config = [];
    private readonly Dictionary<string, GivenSetting> _given = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);

    private DefinitionReader(Definition definition, ImportNotes notes) => (_definition, _notes) = (definition, notes);

    /// <summary>Reads a definition.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="from">The sender, in place of the definition's own.</param>
    /// <param name="notes">What became of each key.</param>
    public static ImportedProvider Read(Definition definition, EmailAddress? from, ImportNotes notes) => new DefinitionReader(definition, notes).Read(from);

    private bool IsSendGrid => _definition.Provider == ProviderWords.SendGrid;

    private ImportedProvider Read(EmailAddress? from)
    {
        foreach (var setting in _definition.Settings) Collect(setting);
        var enabled = Flag("enabled", "enabled");
        var priority = Take("priority") is { } given ? ReadPriority(given) : null;
        ReadSender(from);
        if (IsSendGrid) ReadSendGrid();
        else ReadSmtp();
        foreach (var left in _given.Values) _notes.Drop(left.Key, Unused);
        return new ImportedProvider(_definition, _config) { Priority = priority, Enabled = enabled ?? true, Keys = _keys };
    }

    private void Collect(Setting setting)
    {
        var rule = KeyRules.Of(_definition, setting.Name);
        switch (rule)
        {
            case null:
                _notes.Refuse(setting.Key, "is not a key that is known: correct its name, or remove it");
                break;
            case { Fate: KeyFate.Dropped }:
                _notes.Drop(setting.Key, rule.Word);
                break;
            case { Fate: KeyFate.Refused }:
                _notes.Refuse(setting.Key, rule.Word);
                break;
            case var _ when setting.Problem is { } problem:
                _notes.Refuse(setting.Key, problem);
                break;
            case var _ when string.IsNullOrEmpty(setting.Text):
                _notes.Drop(setting.Key, "it is empty");
                break;
            case { Word: "provider" }:
                ReadKind(setting.Key, setting.Text);
                break;
            case var _ when IsSendGrid != OfSendGrid.Contains(rule.Word) && (IsSendGrid || rule.Word is "apiKey" or "region"):
                _notes.Refuse(setting.Key, $"is no setting of {_definition.Provider}: remove it, or correct what kind of provider this is");
                break;
            case var _ when _given.TryGetValue(rule.Word, out var earlier):
                if (earlier.Text == setting.Text) _notes.Drop(setting.Key, $"it says what {earlier.Key} says");
                else _notes.Refuse(setting.Key, $"differs from {earlier.Key}, and both mean the same: leave one of them");
                break;
            default:
                _given.Add(rule.Word, new GivenSetting(setting.Key, setting.Text));
                break;
        }
    }

    // Several keys may say it, and some of them mean something else in their program.
    private void ReadKind(string key, string word)
    {
        var kind = DefinitionFinder.KindOf(word);
        if (kind == _definition.Provider) _notes.Map(key, "provider");
        else if (kind is not null) _notes.Refuse(key, $"says {kind}, and another key {_definition.Provider}: leave one of them");
        else if (_definition.IsNamed) _notes.Drop(key, "another key says what kind of provider this is");
        else _notes.Refuse(key, "names no kind of provider that is imported: these are smtp and sendgrid");
    }

    private void ReadSender(EmailAddress? from)
    {
        var (sender, name) = (Take("from"), Take("fromName"));
        if (from is not null)
        {
            foreach (var given in new[] { sender, name }) if (given is not null) _notes.Drop(given.Key, "--from takes its place");
            _config["fromAddress"] = from.Address;
            if (from.Name is not null) _config["fromName"] = from.Name;
            _keys["fromAddress"] = _keys["fromName"] = "--from";
            return;
        }

        if (name is not null) Map(name, "fromName");
        if (sender is null)
        {
            // Where its value cannot be used, that was said already.
            if (!_definition.Settings.Any(setting => setting.Problem is not null && KeyRules.Of(_definition, setting.Name)?.Word == "from")) _notes.Refuse(_definition.KeyFor("from"), "is missing: add the sender's address to the definition, or give --from");
            return;
        }

        if (!EmailAddress.TryParse(sender.Text, out var address))
        {
            _notes.Refuse(sender.Key, "is neither an address nor 'Name <address>'");
            return;
        }

        Map(sender, "fromAddress");
        _config["fromAddress"] = address.Address;
        if (name is null && address.Name is not null) _keys["fromName"] = sender.Key;
        if ((name?.Text ?? address.Name) is { } fromName) _config["fromName"] = fromName;
    }

    private void ReadSendGrid()
    {
        foreach (var setting in new[] { "apiKey", "region" }) CopyText(setting);
        CopyNumber("limits.perHour");
    }

    private void ReadSmtp()
    {
        foreach (var setting in Plain) CopyText(setting);
        foreach (var setting in Numbers) CopyNumber(setting);
        if (Flag("pool", "pool") is { } pool) _config["pool"] = pool;
        ReadTls();
        ReadRate();
        ReadService();
        ReadAuth();
    }

    // What nodemailer counts are messages, in a window of its own.
    private void ReadRate()
    {
        var (limit, window) = (Take("rateLimit"), Take("rateDelta"));
        if (limit is null)
        {
            if (window is not null) _notes.Drop(window.Key, "it bounds nothing without a rateLimit");
            return;
        }

        var name = (window?.Text ?? "1000") switch { "1000" => "perSecond", "60000" => "perMinute", "3600000" => "perHour", "86400000" => "perDay", _ => null };
        if (name is null)
        {
            _notes.Drop(limit.Key, Unused);
            _notes.Refuse(window!.Key, "is a window other than a second, a minute, an hour or a day in milliseconds: say the limit in one of these");
            return;
        }

        if (_config["limits"] is not null)
        {
            if (window is not null) _notes.Drop(window.Key, Unused);
            _notes.Refuse(limit.Key, "is a limit beside another one: leave one of them");
            return;
        }

        Map(limit, $"limits.{name}");
        if (window is not null) Map(window, $"limits.{name}");
        _config["limits"] = new JsonObject { [name] = Number(limit.Text), ["count"] = "messages" };
    }

    private int? ReadPriority(GivenSetting given)
    {
        if (!int.TryParse(given.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority) || Math.Abs((long)priority) > PriorityBound)
        {
            _notes.Refuse(given.Key, "is not a whole number from -1000000 to 1000000");
            return null;
        }

        Map(given, "priority");
        return priority;
    }

    private void CopyText(string setting)
    {
        if (Take(setting) is { } given) Put(given, setting, JsonValue.Create(given.Text));
    }

    private void CopyNumber(string setting)
    {
        if (Take(setting) is { } given) Put(given, setting, Number(given.Text));
    }

    // What is no number stays as it is, for the library to refuse by its name.
    private static JsonValue Number(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text);

    private bool? Flag(string name, string setting)
    {
        if (Take(name) is not { } given) return null;
        var flag = AsFlag(given.Text);
        if (flag is null) _notes.Refuse(given.Key, "is neither true nor false");
        else Map(given, setting);
        return flag;
    }

    private static bool? AsFlag(string text) => text.Trim().ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" or "ON" => true,
        "FALSE" or "0" or "NO" or "OFF" => false,
        _ => null,
    };

    private void Put(GivenSetting given, string setting, JsonNode value)
    {
        Map(given, setting);
        var (at, name) = (_config, setting);
        if (setting.Split('.') is [var parent, var child])
        {
            if (_config[parent] is not JsonObject) _config[parent] = new JsonObject();
            (at, name) = (_config[parent]!.AsObject(), child);
        }

        at[name] = value;
    }

    private void Map(GivenSetting given, string setting)
    {
        _notes.Map(given.Key, setting);
        _keys.TryAdd(setting, given.Key);
    }

    private GivenSetting? Take(string setting) => _given.Remove(setting, out var given) ? given : null;
}
