using System.Text;

namespace Leadmetrics.Notifications.Testing;

/// <summary>One step of a raw script.</summary>
public sealed class RawStep
{
    private RawStep(RawStepKind kind) => Kind = kind;

    /// <summary>Ends the server's side (FIN) and reads until the client does the same.</summary>
    public static RawStep Close { get; } = new(RawStepKind.Close);

    /// <summary>Drops the connection (RST).</summary>
    public static RawStep Reset { get; } = new(RawStepKind.Reset);

    internal RawStepKind Kind { get; }

    internal byte[] Bytes { get; private init; } = [];

    internal string Pattern { get; private init; } = "";

    /// <summary>Sends bytes as they are.</summary>
    /// <param name="bytes">The bytes; no line end is added.</param>
    public static RawStep Send(ReadOnlySpan<byte> bytes) => new(RawStepKind.Send) { Bytes = bytes.ToArray() };

    /// <summary>Sends text as UTF-8.</summary>
    /// <param name="text">The text; no line end is added.</param>
    public static RawStep Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads a line, which must be this one.</summary>
    /// <param name="pattern">The line without its end; <c>*</c> stands for anything.</param>
    public static RawStep Expect(string pattern) => new(RawStepKind.ExpectLine) { Pattern = pattern };

    /// <summary>Reads as many bytes, which must be these.</summary>
    /// <param name="bytes">The bytes.</param>
    public static RawStep Expect(ReadOnlySpan<byte> bytes) => new(RawStepKind.ExpectBytes) { Bytes = bytes.ToArray() };

    /// <summary>Reads a script from text: lines that begin with <c>S: </c> are sent with CRLF, those that begin with <c>C: </c> are expected (<c>*</c> for anything), <c>CLOSE</c> and <c>RESET</c> end it; empty lines are skipped.</summary>
    /// <param name="transcript">The script.</param>
    /// <exception cref="FormatException">A line is none of these.</exception>
    public static IReadOnlyList<RawStep> Parse(string transcript)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        var steps = new List<RawStep>();
        foreach (var line in transcript.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimStart()).Where(line => line.Length > 0))
        {
            steps.Add(line switch
            {
                "CLOSE" => Close,
                "RESET" => Reset,
                "S:" => Send("\r\n"),
                "C:" => Expect(""),
                _ when line.StartsWith("S: ", StringComparison.Ordinal) => Send(line[3..] + "\r\n"),
                _ when line.StartsWith("C: ", StringComparison.Ordinal) => Expect(line[3..]),
                _ => throw new FormatException($"Neither S: nor C: nor CLOSE nor RESET: {line}"),
            });
        }
        return steps;
    }

    internal bool Matches(string line)
    {
        var pieces = Pattern.Split('*');
        if (pieces.Length == 1)
            return line == Pattern;
        if (!line.StartsWith(pieces[0], StringComparison.Ordinal))
            return false;
        var at = pieces[0].Length;
        foreach (var piece in pieces[1..^1])
        {
            var found = line.IndexOf(piece, at, StringComparison.Ordinal);
            if (found < 0)
                return false;
            at = found + piece.Length;
        }
        return line.Length - at >= pieces[^1].Length && line.EndsWith(pieces[^1], StringComparison.Ordinal);
    }
}
