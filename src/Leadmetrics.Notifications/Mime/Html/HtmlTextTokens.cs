using System.Net;

namespace Leadmetrics.Notifications.Mime.Html;

/// <summary>Cuts HTML into tags and the text between them, as the WHATWG's tokenizer does; comments, declarations and unfinished tags fall out.</summary>
/// <remarks>Invariant: <c>_at</c> only grows, and no character ahead of it is searched for that is not then passed. That makes it linear for every input.</remarks>
internal ref struct HtmlTextTokens(string html)
{
    private readonly ReadOnlySpan<char> _html = html;

    private int _at;
    private (int From, int To)? _href;
    private (int From, int To)? _alt;
    private (int From, int To)? _style;
    private (int From, int To)? _start;
    private (int From, int To)? _value;

    public HtmlTextTokenKind Kind { get; private set; }

    /// <summary>A tag's name, or text, as it is written.</summary>
    public ReadOnlySpan<char> Span { get; private set; }

    public bool IsSelfClosing { get; private set; }

    /// <summary>Whether the tag has the attribute <c>hidden</c>.</summary>
    public bool HasHidden { get; private set; }

    public readonly string? Href => Decoded(_href);

    public readonly string? Alt => Decoded(_alt);

    public readonly string? Style => Decoded(_style);

    public readonly string? Start => Decoded(_start);

    public readonly string? Value => Decoded(_value);

    public readonly ReadOnlySpan<char> Text => Span.Contains('&') ? Decode(Span) : Span;

    /// <summary>Goes on to the next token.</summary>
    /// <returns><see langword="false"/> at the end.</returns>
    public bool Read()
    {
        while (_at < _html.Length)
        {
            if (_html[_at] != '<' || !IsMarkup(_html[(_at + 1)..]))
            {
                ReadText();
                return true;
            }

            _at++;
            if (_html[_at] is '!' or '?' || (_html[_at] == '/' && !char.IsAsciiLetter(_html[_at + 1]))) SkipComment();
            else if (TryReadTag()) return true;
        }

        return false;
    }

    /// <summary>Passes over what stands between a tag that was just read and its end tag, tags and comments being text there.</summary>
    public void SkipRaw(ReadOnlySpan<char> name)
    {
        while (true)
        {
            var end = _html[_at..].IndexOf("</");
            if (end < 0)
            {
                _at = _html.Length;
                return;
            }

            var rest = _html[(_at + end + 2)..];
            if (rest.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (rest.Length == name.Length || IsSpace(rest[name.Length]) || rest[name.Length] is '/' or '>'))
            {
                _at += end;
                return;
            }

            _at += end + 2;
        }
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f';

    // "</" counts only where something follows that ends a comment or begins a name.
    private static bool IsMarkup(ReadOnlySpan<char> behind) => behind is ['!' or '?', ..] or ['/', _, ..] || (behind.Length > 0 && char.IsAsciiLetter(behind[0]));

    private static string Decode(ReadOnlySpan<char> text) => text.Contains('&') ? WebUtility.HtmlDecode(text.ToString()) : text.ToString();

    private readonly string? Decoded((int From, int To)? range) => range is var (from, to) ? Decode(_html[from..to]) : null;

    private void ReadText()
    {
        var from = _at;
        do
        {
            var next = _html[(_at + 1)..].IndexOf('<');
            _at = next < 0 ? _html.Length : _at + 1 + next;
        }
        while (_at < _html.Length && !IsMarkup(_html[(_at + 1)..]));
        Kind = HtmlTextTokenKind.Text;
        Span = _html[from.._at];
    }

    private void SkipComment()
    {
        if (!_html[_at..].StartsWith("!--"))
        {
            var end = _html[_at..].IndexOf('>');
            _at = end < 0 ? _html.Length : _at + end + 1;
            return;
        }

        // <!--> and <!---> are whole comments.
        _at += 3;
        if (_html[_at..] is ['>', ..] or ['-', '>', ..])
        {
            _at += _html[_at] == '>' ? 1 : 2;
            return;
        }

        while (true)
        {
            var dashes = _html[_at..].IndexOf("--");
            if (dashes < 0)
            {
                _at = _html.Length;
                return;
            }

            _at += dashes;
            if (_html[(_at + 2)..] is ['>', ..] or ['!', '>', ..])
            {
                _at += _html[_at + 2] == '>' ? 3 : 4;
                return;
            }

            _at++;
        }
    }

    private bool TryReadTag()
    {
        Kind = _html[_at] == '/' ? HtmlTextTokenKind.EndTag : HtmlTextTokenKind.StartTag;
        if (Kind == HtmlTextTokenKind.EndTag) _at++;
        var from = _at;
        while (_at < _html.Length && !IsSpace(_html[_at]) && _html[_at] is not ('/' or '>')) _at++;
        Span = _html[from.._at];
        (_href, _alt, _style, _start, _value) = (null, null, null, null, null);
        IsSelfClosing = false;
        HasHidden = false;
        while (_at < _html.Length)
        {
            if (_html[_at] == '>')
            {
                _at++;
                return true;
            }

            IsSelfClosing = _html[_at] == '/';
            if (IsSelfClosing || IsSpace(_html[_at])) _at++;
            else ReadAttribute();
        }

        return false;
    }

    private void ReadAttribute()
    {
        var from = _at++;
        while (_at < _html.Length && !IsSpace(_html[_at]) && _html[_at] is not ('/' or '>' or '=')) _at++;
        var name = _html[from.._at];
        while (_at < _html.Length && IsSpace(_html[_at])) _at++;
        var value = (_at, _at);
        if (_at < _html.Length && _html[_at] == '=')
        {
            _at++;
            while (_at < _html.Length && IsSpace(_html[_at])) _at++;
            value = ReadValue();
        }

        // Of two with one name the first counts.
        if (name.Equals("href", StringComparison.OrdinalIgnoreCase)) _href ??= value;
        else if (name.Equals("alt", StringComparison.OrdinalIgnoreCase)) _alt ??= value;
        else if (name.Equals("style", StringComparison.OrdinalIgnoreCase)) _style ??= value;
        else if (name.Equals("start", StringComparison.OrdinalIgnoreCase)) _start ??= value;
        else if (name.Equals("value", StringComparison.OrdinalIgnoreCase)) _value ??= value;
        else if (name.Equals("hidden", StringComparison.OrdinalIgnoreCase)) HasHidden = true;
    }

    private (int From, int To) ReadValue()
    {
        if (_at < _html.Length && _html[_at] is '"' or '\'')
        {
            var from = ++_at;
            var length = _html[from..].IndexOf(_html[from - 1]);
            _at = length < 0 ? _html.Length : from + length + 1;
            return (from, length < 0 ? _html.Length : from + length);
        }

        var begin = _at;
        while (_at < _html.Length && !IsSpace(_html[_at]) && _html[_at] != '>') _at++;
        return (begin, _at);
    }
}
