using System.Globalization;

namespace Leadmetrics.Smtp;

/// <summary>One whole reply of a server (RFC 5321 section 4.2).</summary>
public sealed class SmtpReply
{
    /// <summary>Makes a reply.</summary>
    /// <param name="code">200 to 599.</param>
    /// <param name="lines">The text of each line, without code and separator; at least one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The code is not within 200 to 599.</exception>
    /// <exception cref="ArgumentException">There is no line.</exception>
    public SmtpReply(int code, params IReadOnlyList<string> lines)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(code, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(code, 599);
        ArgumentNullException.ThrowIfNull(lines);
        if (lines.Count == 0) throw new ArgumentException("A reply has at least one line.", nameof(lines));
        Code = code;
        Lines = lines;
        EnhancedCode = EnhancedStatusCode.TryParsePrefix(lines[0], out var enhanced) ? enhanced : null;
    }

    /// <summary>The reply code, 200 to 599.</summary>
    public int Code { get; }

    /// <summary>The enhanced status code that the first line's text begins with, if any (RFC 2034).</summary>
    public EnhancedStatusCode? EnhancedCode { get; }

    /// <summary>The text of each line, as the server sent it: not sanitised.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>All lines, joined by a space: not sanitised.</summary>
    public string Text => Lines.Count == 1 ? Lines[0] : string.Join(' ', Lines);

    /// <summary>Whether the code is 2yz.</summary>
    public bool IsPositive => Code is >= 200 and < 300;

    /// <summary>Whether the code is 3yz.</summary>
    public bool IsIntermediate => Code is >= 300 and < 400;

    /// <summary>Whether the code is 4yz.</summary>
    public bool IsTransientNegative => Code is >= 400 and < 500;

    /// <summary>Whether the code is 5yz.</summary>
    public bool IsPermanentNegative => Code >= 500;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Code} {Text}");
}
