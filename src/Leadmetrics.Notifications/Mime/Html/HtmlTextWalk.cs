using System.Globalization;

namespace Leadmetrics.Notifications.Mime.Html;

/// <summary>Walks over the tags of one HTML text and writes its lines.</summary>
/// <remarks>
/// Not a parser of documents: it keeps the elements that are open (those that part lines, and all while something hidden is), ends them by
/// the rules of HTML where their end tags are left out, and ignores end tags of what is not open in the same cell. As in browsers,
/// 512 elements may be open; deeper ones only part lines. So each tag costs a bounded search, and an element is closed once.
/// </remarks>
internal sealed class HtmlTextWalk
{
    private const int MaxDepth = 512;
    private const int MaxNumber = 999_999_999;
    private const int RuleLength = 40;

    // The key of an element that has ended while others in it go on.
    private const int Ended = int.MinValue;

    private readonly HtmlTextLines _lines = new();
    private readonly int[] _keys = new int[MaxDepth];
    private readonly HtmlTextOpen[] _open = new HtmlTextOpen[MaxDepth];

    private int _depth;
    private int _deeper;
    private int _hiding;
    private int _preformatted;
    private bool _isInHead;

    private bool IsHidden => _hiding > 0 || _isInHead;

    public string Run(string html)
    {
        var tokens = new HtmlTextTokens(html);
        while (tokens.Read())
        {
            if (tokens.Kind == HtmlTextTokenKind.StartTag) Start(ref tokens);
            else if (tokens.Kind == HtmlTextTokenKind.EndTag) End(HtmlTextElement.Of(tokens.Span));
            else if (!IsHidden) _lines.Write(tokens.Text, _preformatted > 0);
        }

        CloseTo(0);
        return _lines.ToString();
    }

    // The last declaration counts; one that only a style sheet would win over does not concern us.
    private static bool IsDisplayNone(ReadOnlySpan<char> style)
    {
        var isNone = false;
        foreach (var range in style.Split(';'))
        {
            var declaration = style[range];
            var colon = declaration.IndexOf(':');
            if (colon < 0 || !declaration[..colon].Trim().Equals("display", StringComparison.OrdinalIgnoreCase)) continue;
            var value = declaration[(colon + 1)..].Trim();
            if (value.IndexOf('!') is >= 0 and var important) value = value[..important].TrimEnd();
            isNone = value.Equals("none", StringComparison.OrdinalIgnoreCase);
        }

        return isNone;
    }

    private static int? ReadNumber(string? text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, -MaxNumber, MaxNumber) : null;

    private void Start(ref HtmlTextTokens tag)
    {
        var element = HtmlTextElement.Of(tag.Span);
        if (element.Role == HtmlTextRole.DroppedRaw)
        {
            tag.SkipRaw(tag.Span);
            return;
        }

        if (element.Role == HtmlTextRole.Head) _isInHead = _lines.Length == 0 && _depth == 0;
        if (_isInHead && _hiding == 0 && !element.IsOfHead && element.Role != HtmlTextRole.Head) _isInHead = false;
        if (element.Role is HtmlTextRole.Head or HtmlTextRole.Document) return;
        CloseBefore(element);
        var hides = element.Role == HtmlTextRole.Dropped || tag.HasHidden || (tag.Style is { } style && IsDisplayNone(style));
        if (element.IsVoid)
        {
            if (!hides && !IsHidden) WriteVoid(element, ref tag);
        }
        else if (hides || _hiding > 0)
        {
            // What nobody sees has no effect but on what ends it. <o:p/> has no content where it was written for; <div/> has.
            if (element.IsKnown || !tag.IsSelfClosing) Push(element, new HtmlTextOpen { Hides = hides });
        }
        else
        {
            Open(element, ref tag);
        }
    }

    private void WriteVoid(HtmlTextElement element, ref HtmlTextTokens tag)
    {
        switch (element.Role)
        {
            case HtmlTextRole.LineBreak:
                _lines.LineEnd();
                break;
            case HtmlTextRole.Rule:
                _lines.Break(element.Break);
                _lines.Write(new string('-', RuleLength));
                _lines.Break(element.Break);
                break;
            case HtmlTextRole.Image when tag.Alt is { Length: > 0 } alt:
                if (char.IsLetterOrDigit(alt[0])) _lines.Space();
                _lines.Write(alt);
                _lines.Part();
                break;
            case HtmlTextRole.Area when tag.Href is { } href && HtmlTextLink.TryRead(href) is { } link:
                _lines.Break(1);
                var from = (_lines.Length, _lines.LineNumber);
                if (tag.Alt is { } name) _lines.Write(name);
                Write(link, from.Length, from.LineNumber);
                _lines.Break(1);
                break;
        }
    }

    private void Open(HtmlTextElement element, ref HtmlTextTokens tag)
    {
        _lines.Break(element.Role is HtmlTextRole.List or HtmlTextRole.NumberedList && Find(HtmlTextElement.Item, HtmlTextElement.CellScope) >= 0 ? 1 : element.Break);
        var open = new HtmlTextOpen { Role = element.Role, Break = element.Break };
        switch (element.Role)
        {
            case HtmlTextRole.Inline:
                return;
            case HtmlTextRole.Quotation:
                _lines.Write("\"");
                break;
            case HtmlTextRole.Link:
                open = open with { Link = tag.Href is { } href ? HtmlTextLink.TryRead(href) : null, From = _lines.Length, Line = _lines.LineNumber };
                break;
            case HtmlTextRole.Quote:
                open = Enter(open, HtmlTextMargin.Quote);
                break;
            case HtmlTextRole.Definition:
                open = Enter(open, HtmlTextMargin.Definition);
                break;
            case HtmlTextRole.Item:
                open = Enter(open, HtmlTextMargin.Item(Marker(ReadNumber(tag.Value))));
                break;
            case HtmlTextRole.List:
            case HtmlTextRole.NumberedList:
                open = open with { Break = Find(HtmlTextElement.Item, HtmlTextElement.CellScope) >= 0 ? 1 : element.Break, Number = (ReadNumber(tag.Start) ?? 1) - 1 };
                break;
            case HtmlTextRole.Preformatted:
                if (_depth < MaxDepth) _preformatted++;
                break;
            case HtmlTextRole.Row:
                open = open with { Row = new HtmlTextRow(_lines) };
                break;
            case HtmlTextRole.Cell:
                if (FindRow() is not { } row)
                {
                    _lines.Space();
                    return;
                }

                row.BeginCell();
                open = open with { Row = row };
                break;
        }

        Push(element, open);
    }

    private HtmlTextOpen Enter(HtmlTextOpen open, HtmlTextMargin margin)
    {
        if (_depth == MaxDepth) return open;
        _lines.Enter(margin);
        return open with { HasMargin = true };
    }

    private string Marker(int? number)
    {
        var list = _keys.AsSpan(0, _depth).LastIndexOfAny(HtmlTextElement.ItemScope);
        if (list < 0 || _open[list].Role != HtmlTextRole.NumberedList) return "- ";
        _open[list].Number = Math.Min(number ?? _open[list].Number + 1, MaxNumber);
        return string.Create(CultureInfo.InvariantCulture, $"{_open[list].Number}. ");
    }

    // The rows of a table whose tr was left out are opened here.
    private HtmlTextRow? FindRow()
    {
        var row = Find(HtmlTextElement.Row, [HtmlTextElement.Table]);
        if (row >= 0) return _open[row].Row;
        if (_depth >= MaxDepth - 1 || !_keys.AsSpan(0, _depth).Contains(HtmlTextElement.Table)) return null;
        var opened = new HtmlTextRow(_lines);
        _lines.Break(1);
        Push(HtmlTextElement.Of("tr"), new HtmlTextOpen { Role = HtmlTextRole.Row, Break = 1, Row = opened });
        return opened;
    }

    private void Push(HtmlTextElement element, HtmlTextOpen open)
    {
        if (_depth == MaxDepth)
        {
            if (!element.IsInline) _deeper++;
            return;
        }

        if (open.Hides) _hiding++;
        _keys[_depth] = element.Key;
        _open[_depth++] = open;
    }

    // What a start tag ends because it cannot stand in it.
    private void CloseBefore(HtmlTextElement element)
    {
        switch (element.Role)
        {
            case HtmlTextRole.Link:
                CloseInline(Find(HtmlTextElement.Link, HtmlTextElement.CellScope));
                break;
            case HtmlTextRole.Item:
                CloseFrom(Find(HtmlTextElement.Item, HtmlTextElement.ItemScope));
                break;
            case HtmlTextRole.Term or HtmlTextRole.Definition:
                CloseFrom(FindAny(HtmlTextElement.Terms, HtmlTextElement.ItemScope));
                break;
            case HtmlTextRole.RowGroup:
                CloseFrom(FindAny(HtmlTextElement.RowGroups, [HtmlTextElement.Table]));
                CloseFrom(Find(HtmlTextElement.Row, [HtmlTextElement.Table]));
                break;
            case HtmlTextRole.Row:
                CloseFrom(Find(HtmlTextElement.Row, [HtmlTextElement.Table]));
                break;
            case HtmlTextRole.Cell:
                CloseFrom(FindAny(HtmlTextElement.Cells, [HtmlTextElement.Table]));
                break;
        }

        if (element.Break > 0) CloseFrom(Find(HtmlTextElement.Paragraph, HtmlTextElement.CellScope));
    }

    private void End(HtmlTextElement element)
    {
        if (element.Role == HtmlTextRole.Head) _isInHead = false;
        if (element.Role == HtmlTextRole.LineBreak && !IsHidden) _lines.LineEnd();
        if (element.IsVoid || element.Role is HtmlTextRole.Head or HtmlTextRole.Document) return;
        if (element.IsInline)
        {
            CloseInline(Find(element.Key, HtmlTextElement.CellScope));
            return;
        }

        if (_deeper > 0)
        {
            _deeper--;
            if (!IsHidden) _lines.Break(element.Break);
            return;
        }

        var open = element.Role switch
        {
            HtmlTextRole.Table => _keys.AsSpan(0, _depth).LastIndexOf(element.Key),
            HtmlTextRole.RowGroup or HtmlTextRole.Row or HtmlTextRole.Cell => Find(element.Key, [HtmlTextElement.Table]),
            HtmlTextRole.Item or HtmlTextRole.Term or HtmlTextRole.Definition => Find(element.Key, HtmlTextElement.ItemScope),
            _ => Find(element.Key, HtmlTextElement.CellScope),
        };
        if (open >= 0) CloseTo(open);
        else if (!IsHidden) _lines.Break(element.Break);
    }

    private int Find(int key, ReadOnlySpan<int> scope) => FindAny([key], scope);

    private int FindAny(ReadOnlySpan<int> keys, ReadOnlySpan<int> scope)
    {
        var open = _keys.AsSpan(0, _depth);
        var found = open.LastIndexOfAny(keys);
        return found >= 0 && found >= open.LastIndexOfAny(scope) ? found : -1;
    }

    private void CloseFrom(int index)
    {
        if (index >= 0) CloseTo(index);
    }

    private void CloseTo(int depth)
    {
        if (_depth > depth) _deeper = 0;
        while (_depth > depth) Close(--_depth);
    }

    private void CloseInline(int index)
    {
        if (index < 0) return;
        if (index == _depth - 1) _depth--;
        Close(index);
        _keys[index] = Ended;
        _open[index] = default;
    }

    private void Close(int index)
    {
        ref var open = ref _open[index];
        if (open.Hides) _hiding--;
        if (open.Link is { } link) Write(link, open.From, open.Line);
        if (open.Role == HtmlTextRole.Quotation) _lines.Write("\"");
        if (open.Role == HtmlTextRole.Preformatted) _preformatted--;
        if (open.HasMargin) _lines.Leave();
        if (open.Role == HtmlTextRole.Cell) open.Row?.EndCell();
        if (open.Role == HtmlTextRole.Row) open.Row?.End();
        _lines.Break(open.Break);
    }

    private void Write(HtmlTextLink link, int from, int line)
    {
        if (_lines.Length == from)
        {
            _lines.Write(link.Address);
            _lines.Part();
            return;
        }

        var begin = _lines.LineNumber == line ? from : _lines.LineFrom;
        var text = _lines.From(begin);
        begin += text.Length - text.TrimStart().Length;
        if (_lines.LineNumber > line + 1 || !link.IsSaidBy(_lines.From(begin))) _lines.Annotate(link.Address);
        else if (link.ReplacesText) _lines.Replace(begin, link.Address);
    }
}
