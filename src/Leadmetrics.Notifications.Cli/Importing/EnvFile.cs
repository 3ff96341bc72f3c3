using System.Text;
using System.Text.RegularExpressions;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>Reads environment files: <c>NAME=value</c>, <c>export</c>, comments, quotes over several lines.</summary>
internal sealed partial class EnvFile
{
    private const string Export = "export";

    private readonly string _name;
    private readonly string _text;
    private int _at;

    private EnvFile(string name, string text)
    {
        _name = name;
        _text = text.ReplaceLineEndings("\n");
    }

    private bool AtEnd => _at >= _text.Length;

    /// <exception cref="Refusal">A line is none; its number is told, and nothing of its text.</exception>
    public static IReadOnlyList<EnvEntry> Read(string name, string text) => new EnvFile(name, text).ReadEntries();

    private List<EnvEntry> ReadEntries()
    {
        var entries = new List<EnvEntry>();
        while (!AtEnd)
        {
            SkipBlanks();
            if (AtEnd || _text[_at] is '\n' or '#') SkipLine();
            else entries.Add(ReadEntry());
        }

        return entries;
    }

    private EnvEntry ReadEntry()
    {
        var start = _at;
        var line = RestOfLine();
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? "" : line[..equals].Trim();
        if (name.StartsWith(Export, StringComparison.Ordinal) && name.Length > Export.Length && char.IsWhiteSpace(name[Export.Length])) name = name[Export.Length..].Trim();
        if (!Name().IsMatch(name)) throw At(start, "is not NAME=value: correct it, put # before it, or quotes around a value of several lines");
        _at = start + equals + 1;
        SkipBlanks();
        var quote = AtEnd ? '\n' : _text[_at];
        var isEscaped = RestOfLine().StartsWith("\"\\$", StringComparison.Ordinal);
        var isQuoted = quote is '\'' or '"' or '`';
        var value = isQuoted ? ReadQuoted(name, quote) : Unquoted(RestOfLine());
        if (isQuoted && AfterQuote(RestOfLine()) is not "") throw At(start, $"goes on behind the closing quote of {name}: put one pair of quotes around all of the value, of a kind that is not within it (', \" or `)");
        SkipLine();
        return new EnvEntry(name, value, quote is '\'' or '`' || (isEscaped && !value.Contains("${", StringComparison.Ordinal)));
    }

    private string ReadQuoted(string name, char quote)
    {
        var start = _at++;
        var value = new StringBuilder();
        for (; !AtEnd && _text[_at] != quote; _at++)
        {
            if (quote == '"' && _text[_at] == '\\' && _at + 1 < _text.Length) value.Append(Escaped(_text[++_at]));
            else value.Append(_text[_at]);
        }

        if (AtEnd) throw At(start, $"opens a quote for {name} that is never closed: close it, or put quotes of another kind around the value (', \" or `)");
        _at++;
        return value.ToString();
    }

    // An escaped $ stays one: before a brace it is doubled, which is how a text that refers to nothing is written.
    private string Escaped(char escaped) => escaped switch
    {
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        '$' => _at + 1 < _text.Length && _text[_at + 1] == '{' ? "$$" : "$",
        '"' or '\\' => $"{escaped}",
        _ => $"\\{escaped}",
    };

    // A comment begins behind a blank; a # within a word belongs to it.
    private static string Unquoted(string rest)
    {
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '#' && (i == 0 || rest[i - 1] is ' ' or '\t')) return rest[..i].Trim();
        }

        return rest.Trim();
    }

    private static string AfterQuote(string rest) => rest.Trim() is ['#', ..] ? "" : rest.Trim();

    private string RestOfLine()
    {
        var end = _text.IndexOf('\n', _at);
        return end < 0 ? _text[_at..] : _text[_at..end];
    }

    private void SkipBlanks()
    {
        while (!AtEnd && _text[_at] is ' ' or '\t') _at++;
    }

    private void SkipLine()
    {
        var end = _text.IndexOf('\n', Math.Min(_at, _text.Length));
        _at = end < 0 ? _text.Length : end + 1;
    }

    private Refusal At(int place, string what) => Refusal.Configuration(_name, $"has a line {_text.AsSpan(0, place).Count('\n') + 1} that {what}.");

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_.-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
