namespace Leadmetrics.Notifications.Mime.Html;

/// <summary>The lines written so far, and the white space that waits to be needed.</summary>
/// <remarks>Invariant: what is written ends in something visible. White space and line ends are held until the next visible character, and most are never written.</remarks>
internal sealed class HtmlTextLines
{
    // Deeper quotes and lists are not drawn. A bound is needed: the margins of each line would multiply what comes in.
    private const int MaxMargin = 40;

    private const char NoJoiner = '\0';
    private const char Padding = '\uFFFF';

    private readonly List<HtmlTextMargin> _margins = [];

    private char[] _out = new char[1024];
    private char[] _held = new char[16];
    private int _heldLength;
    private bool _heldCollapses;
    private char _joiner;
    private int _break = 1;
    private int _marginWidth;
    private int _undrawn;
    private int _markersDrawn;
    private int _commonDepth;
    private int _looseFrom = -1;

    public int Length { get; private set; }

    /// <summary>Where the text of the last line begins, behind its margin.</summary>
    public int LineFrom { get; private set; }

    /// <summary>How many lines were begun, empty ones not counted.</summary>
    public int LineNumber { get; private set; }

    /// <summary>The last line that has an empty one before it.</summary>
    public int PartedLine { get; private set; }

    /// <summary><see cref="Depth"/> of the last line.</summary>
    public int LineDepth { get; private set; }

    /// <summary>How many quotes and items are drawn here.</summary>
    public int Depth => _margins.Count;

    public ReadOnlySpan<char> From(int index) => _out.AsSpan(index, Length - index);

    public override string ToString() => new(_out, 0, Length);

    /// <summary>What follows stands on another line; by 2 with an empty one between.</summary>
    public void Break(int lineEnds)
    {
        if (lineEnds == 0) return;
        _break = Math.Max(_break, lineEnds);
        DropHeld();
    }

    /// <summary>A line end that the author put: two of them make an empty line.</summary>
    public void LineEnd() => Break(Math.Min(_break + 1, 2));

    public void Enter(HtmlTextMargin margin)
    {
        if (_undrawn > 0 || _marginWidth + margin.First.Length > MaxMargin)
        {
            _undrawn++;
            return;
        }

        _margins.Add(margin);
        _marginWidth += margin.First.Length;
    }

    public void Leave()
    {
        if (_undrawn > 0)
        {
            _undrawn--;
            return;
        }

        _marginWidth -= _margins[^1].First.Length;
        _margins.RemoveAt(_margins.Count - 1);
        _markersDrawn = Math.Min(_markersDrawn, _margins.Count);
        _commonDepth = Math.Min(_commonDepth, _margins.Count);
    }

    /// <summary>A blank that gives way to another one.</summary>
    public void Space()
    {
        _joiner = NoJoiner;
        if (_heldLength > 0 && _heldCollapses) return;
        Hold(' ');
        _heldCollapses = true;
    }

    /// <summary>Writes text.</summary>
    /// <param name="text">Entities decoded.</param>
    /// <param name="isPreformatted">Whether its white space is kept.</param>
    public void Write(ReadOnlySpan<char> text, bool isPreformatted = false)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                if (!isPreformatted) Space();
                else if (c is ' ' or '\t') Hold(c);
                else if (c != '\r' || i + 1 == text.Length || text[i + 1] != '\n') LineEnd();
            }
            else if (c < '\u007F')
            {
                if (c > ' ') Put(c, isPreformatted);
            }
            else if (char.IsWhiteSpace(c))
            {
                Hold(char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.SpaceSeparator && c != '\u00A0' ? c : ' ');
            }
            else if (IsInvisible(c))
            {
                // One between two letters has its work there: it joins an emoji, or parts a Persian word. Others fill a preheader.
                _joiner = _joiner == NoJoiner && _heldLength == 0 && _break == 0 ? c : Padding;
            }
            else if (!char.IsControl(c))
            {
                Put(c, isPreformatted);
            }
        }
    }

    /// <summary>What stood here is no part of the words around it: a letter that follows at once is parted from it.</summary>
    public void Part() => _looseFrom = Length;

    /// <summary>Writes an address behind the text of its link, on its line.</summary>
    public void Annotate(string address)
    {
        Append(" <");
        Append(address);
        Append(">");
        Part();
    }

    /// <summary>Writes a text in the place of the last that was written.</summary>
    public void Replace(int from, string text)
    {
        Length = from;
        Append(text);
        Part();
    }

    /// <summary>Makes one line of the last ones.</summary>
    /// <param name="lines">The text of each, in order, with nothing but margins between them.</param>
    public void Join(List<(int From, int To)> lines)
    {
        Length = lines[0].To;
        foreach (var (from, to) in lines[1..])
        {
            _out[Length++] = '\t';
            _out.AsSpan(from, to - from).CopyTo(_out.AsSpan(Length));
            Length += to - from;
        }

        LineFrom = lines[0].From;
        _looseFrom = -1;
        LineNumber -= lines.Count - 1;
    }

    private static bool IsInvisible(char c) => c is '\u00AD' or '\u034F' or '\u180E' or (>= '\u200B' and <= '\u200F') or (>= '\u2060' and <= '\u2064') or '\uFEFF';

    // What a link or an image may run into without looking like a part of it.
    private static bool Sticks(char c) => !char.IsLetterOrDigit(c) && !char.IsSurrogate(c) && c is not ('<' or '(' or '[' or '"');

    private void Put(char c, bool isPreformatted)
    {
        if (_break > 0) BeginLine(isPreformatted);
        else if (_heldLength > 0) Append(_held.AsSpan(0, _heldLength));
        else if (_joiner is not (NoJoiner or Padding)) Append([_joiner]);
        else if (Length == _looseFrom && !Sticks(c)) Append(" ");
        DropHeld();
        Append([c]);
    }

    private void BeginLine(bool keepsHeld)
    {
        LineNumber++;
        if (_break > 1) PartedLine = LineNumber;
        if (Length > 0)
        {
            if (_break > 1) AppendEmptyLine();
            Append("\n");
        }

        for (var i = 0; i < _margins.Count; i++) Append(i < _markersDrawn ? _margins[i].Rest : _margins[i].First);
        _markersDrawn = _commonDepth = LineDepth = _margins.Count;
        LineFrom = Length;
        _break = 0;
        if (keepsHeld) Append(_held.AsSpan(0, _heldLength));
    }

    private void AppendEmptyLine()
    {
        Append("\n");
        for (var i = 0; i < _commonDepth; i++) Append(_margins[i].Rest);
        while (_out[Length - 1] == ' ') Length--;
    }

    private void Hold(char c)
    {
        _joiner = NoJoiner;
        _heldCollapses = false;
        if (_heldLength == _held.Length) Array.Resize(ref _held, _heldLength * 2);
        _held[_heldLength++] = c;
    }

    private void DropHeld()
    {
        _heldLength = 0;
        _joiner = NoJoiner;
    }

    private void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > _out.Length - Length) Array.Resize(ref _out, Math.Max(_out.Length * 2, Length + text.Length));
        text.CopyTo(_out.AsSpan(Length));
        Length += text.Length;
    }
}
