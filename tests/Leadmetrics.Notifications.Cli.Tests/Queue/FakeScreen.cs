using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Leadmetrics.Notifications.Cli.Tests.Queue;

/// <summary>A terminal that understands the few sequences of a live block, and remembers what stands on it. What it does not understand fails.</summary>
internal sealed partial class FakeScreen : StringWriter
{
    private readonly List<StringBuilder> _lines = [new()];
    private int _row;
    private int _column;

    public FakeScreen()
        : base(CultureInfo.InvariantCulture)
    {
    }

    public bool IsCursorShown { get; private set; } = true;

    /// <summary>What stands on it, without the empty line that the cursor stands in.</summary>
    public IReadOnlyList<string> Lines => [.. _lines.Select(line => line.ToString().TrimEnd()).Reverse().SkipWhile(line => line.Length == 0).Reverse()];

    /// <summary>Frames that were written, each in one go.</summary>
    public List<IReadOnlyList<string>> Frames { get; } = [];

    public override void Write(StringBuilder? value) => Write(value?.ToString());

    public override void Write(string? value)
    {
        for (var text = value ?? ""; text.Length > 0;)
        {
            var sequence = Sequence().Match(text);
            if (sequence.Success) Obey(sequence);
            else Put(text[0]);
            text = text[(sequence.Success ? sequence.Length : 1)..];
        }

        Frames.Add(Lines);
    }

    private void Obey(Match sequence)
    {
        switch (sequence.Groups["what"].Value, sequence.Groups["how"].Value)
        {
            case ("A", var rows):
                _row -= int.Parse(rows, CultureInfo.InvariantCulture);
                break;
            case ("K", "2"):
                _lines[_row].Clear();
                break;
            case ("J", ""):
                _lines[_row].Length = Math.Min(_lines[_row].Length, _column);
                _lines.RemoveRange(_row + 1, _lines.Count - _row - 1);
                break;
            case ("h" or "l", "?25"):
                IsCursorShown = sequence.Groups["what"].Value == "h";
                break;
            default:
                throw new InvalidOperationException($"The screen does not know {sequence.Value[1..]}.");
        }
    }

    private void Put(char character)
    {
        if (character == '\r')
        {
            _column = 0;
        }
        else if (character == '\n')
        {
            (_row, _column) = (_row + 1, 0);
            if (_row == _lines.Count) _lines.Add(new StringBuilder());
        }
        else
        {
            _lines[_row].Append(' ', Math.Max(0, _column - _lines[_row].Length));
            if (_column < _lines[_row].Length) _lines[_row][_column] = character;
            else _lines[_row].Append(character);
            _column++;
        }
    }

    [GeneratedRegex(@"\A\x1b\[(?<how>[?0-9;]*)(?<what>[A-Za-z])")]
    private static partial Regex Sequence();
}
