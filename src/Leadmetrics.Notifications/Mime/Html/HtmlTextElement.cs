using System.Collections.Frozen;

namespace Leadmetrics.Notifications.Mime.Html;

/// <summary>What is known of an element by its name.</summary>
/// <param name="Key">Tells elements of one name from others.</param>
/// <param name="Role">What it is to a reader.</param>
/// <param name="Break">Line ends around it: 0, 1, or 2 for an empty line.</param>
internal readonly record struct HtmlTextElement(int Key, HtmlTextRole Role, int Break)
{
    private static readonly FrozenDictionary<string, HtmlTextElement>.AlternateLookup<ReadOnlySpan<char>> Known = All().GetAlternateLookup<ReadOnlySpan<char>>();

    public static readonly int Paragraph = KeyOf("p");
    public static readonly int Item = KeyOf("li");
    public static readonly int Link = KeyOf("a");
    public static readonly int Table = KeyOf("table");
    public static readonly int Row = KeyOf("tr");
    public static readonly int[] RowGroups = [KeyOf("thead"), KeyOf("tbody"), KeyOf("tfoot")];
    public static readonly int[] Cells = [KeyOf("td"), KeyOf("th"), KeyOf("caption")];
    public static readonly int[] Terms = [KeyOf("dt"), KeyOf("dd")];

    /// <summary>Where an end tag looks no further: what stands in a cell, or is not shown, ends nothing outside of it.</summary>
    public static readonly int[] CellScope = [.. Cells, Table, .. All().Values.Where(element => element.Role == HtmlTextRole.Dropped).Select(element => element.Key)];

    public static readonly int[] ItemScope = [.. CellScope, KeyOf("ul"), KeyOf("ol"), KeyOf("menu"), KeyOf("dir"), KeyOf("dl")];

    /// <summary>Whether it is one of HTML's, or of any other name.</summary>
    public bool IsKnown => Key >= 0;

    /// <summary>Whether it has no end tag.</summary>
    public bool IsVoid => Role is HtmlTextRole.Nothing or HtmlTextRole.LineBreak or HtmlTextRole.Rule or HtmlTextRole.Image or HtmlTextRole.Area;

    /// <summary>Whether its end tag ends what is still open in it.</summary>
    public bool IsInline => Role is HtmlTextRole.Inline or HtmlTextRole.Link or HtmlTextRole.Quotation;

    /// <summary>Whether it may stand in a head.</summary>
    public bool IsOfHead => Role is HtmlTextRole.Dropped or HtmlTextRole.DroppedRaw or HtmlTextRole.Nothing;

    public static HtmlTextElement Of(ReadOnlySpan<char> name) => Known.TryGetValue(name, out var element) ? element : new HtmlTextElement(Hash(name), HtmlTextRole.Inline, 0);

    private static int KeyOf(string name) => Known[name].Key;

    // FNV-1a: the same in every process, below zero, where no known element has its key.
    private static int Hash(ReadOnlySpan<char> name)
    {
        var hash = 2166136261u;
        foreach (var c in name) hash = (hash ^ char.ToLowerInvariant(c)) * 16777619u;
        return (int)(hash | 0x8000_0000u);
    }

    private static FrozenDictionary<string, HtmlTextElement> All()
    {
        var elements = new Dictionary<string, HtmlTextElement>(StringComparer.OrdinalIgnoreCase);
        Add(HtmlTextRole.Block, 2, "h1 h2 h3 h4 h5 h6 hgroup");
        Add(HtmlTextRole.Block, 1, "address article aside caption center details dialog div fieldset figcaption figure footer form header legend main nav section summary");
        Add(HtmlTextRole.Paragraph, 2, "p");
        Add(HtmlTextRole.Quote, 2, "blockquote");
        Add(HtmlTextRole.List, 2, "ul menu dir");
        Add(HtmlTextRole.NumberedList, 2, "ol");
        Add(HtmlTextRole.Item, 1, "li");
        Add(HtmlTextRole.DefinitionList, 2, "dl");
        Add(HtmlTextRole.Term, 1, "dt");
        Add(HtmlTextRole.Definition, 1, "dd");
        Add(HtmlTextRole.Preformatted, 2, "pre listing xmp");
        Add(HtmlTextRole.Table, 2, "table");
        Add(HtmlTextRole.RowGroup, 1, "thead tbody tfoot");
        Add(HtmlTextRole.Row, 1, "tr");
        Add(HtmlTextRole.Cell, 0, "td th");
        Add(HtmlTextRole.Link, 0, "a");
        Add(HtmlTextRole.Area, 0, "area");
        Add(HtmlTextRole.Image, 0, "img image");
        Add(HtmlTextRole.LineBreak, 0, "br");
        Add(HtmlTextRole.Rule, 2, "hr");
        Add(HtmlTextRole.Quotation, 0, "q");
        Add(HtmlTextRole.Nothing, 0, "base basefont bgsound col embed input link meta param source track wbr");
        Add(HtmlTextRole.Dropped, 0, "noscript template select datalist svg");
        Add(HtmlTextRole.DroppedRaw, 0, "script style title textarea iframe noembed noframes");
        Add(HtmlTextRole.Head, 0, "head");
        Add(HtmlTextRole.Document, 0, "html body");
        return elements.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

        void Add(HtmlTextRole role, int lineEnds, string names)
        {
            foreach (var name in names.Split(' ')) elements.Add(name, new HtmlTextElement(elements.Count, role, lineEnds));
        }
    }
}
