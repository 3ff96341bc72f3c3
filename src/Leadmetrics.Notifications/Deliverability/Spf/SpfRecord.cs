namespace Leadmetrics.Notifications.Deliverability.Spf;

/// <summary>A record and its terms (RFC 7208 section 4.5). Pure.</summary>
internal sealed class SpfRecord
{
    private const string Version = "v=spf1";

    private SpfRecord(string text) => Text = text;

    public string Text { get; }

    /// <summary>The mechanisms before <c>all</c>, in their order.</summary>
    public List<SpfTerm> Mechanisms { get; } = [];

    /// <summary>The first <c>all</c>.</summary>
    public SpfTerm? All { get; private set; }

    /// <summary>A mechanism that stands behind <c>all</c>.</summary>
    public SpfTerm? AfterAll { get; private set; }

    public SpfTerm? Redirect { get; private set; }

    /// <summary>Whether <c>exp</c> or another modifier has macros, too, is nobody's concern: they ask nothing before the verdict.</summary>
    public bool HasMacros => Mechanisms.Exists(term => term.HasMacros) || Redirect is { HasMacros: true };

    /// <summary>The terms by which everybody passes.</summary>
    public IEnumerable<SpfTerm> Open => Mechanisms.Where(term => term is { Qualifier: '+', IsEverybody: true }).Concat(All is { Qualifier: '+' } all ? [all] : []);

    /// <summary>Whether servers pass by their addresses: a provider's may be among them.</summary>
    public bool NamesServers => Mechanisms.Exists(term => term is { Qualifier: '+', Name: "ip4" or "ip6" });

    /// <summary>Whether it depends on the message who passes.</summary>
    public bool HasPassingMacros => Mechanisms.Exists(term => term is { Qualifier: '+', HasMacros: true }) || this is { All: null, Redirect.HasMacros: true };

    /// <summary>The terms that are none, and modifiers that stand twice.</summary>
    public List<string> Wrong { get; } = [];

    public static bool IsRecord(string text) => text.StartsWith(Version, StringComparison.OrdinalIgnoreCase) && (text.Length == Version.Length || text[Version.Length] == ' ');

    /// <summary>Whether its author meant a record, and receivers see none.</summary>
    public static bool LooksLikeRecord(string text)
    {
        var trimmed = text.AsSpan().Trim().TrimStart('"');
        return !IsRecord(text) && (trimmed.StartsWith("v=spf", StringComparison.OrdinalIgnoreCase) || trimmed.StartsWith("spf", StringComparison.OrdinalIgnoreCase));
    }

    public static SpfRecord Read(string text)
    {
        var record = new SpfRecord(text);
        var modifiers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in text[Version.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (SpfTermReader.Read(part) is not { } term) record.Wrong.Add(part);
            else if (!term.IsModifier) record.Add(term);
            else if (term.Name is "redirect" or "exp" && !modifiers.Add(term.Name)) record.Wrong.Add(part);
            else if (term.Name == "redirect") record.Redirect = term;
        }

        return record;
    }

    private void Add(SpfTerm mechanism)
    {
        if (All is not null) AfterAll ??= mechanism;
        else if (mechanism.Name == "all") All = mechanism;
        else Mechanisms.Add(mechanism);
    }
}
