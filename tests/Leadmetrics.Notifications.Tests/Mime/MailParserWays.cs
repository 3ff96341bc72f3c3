using System.Globalization;
using System.Text.RegularExpressions;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>mailparser's ways.</summary>
internal sealed partial class MailParserWays : ReaderWays
{
    private static readonly IdnMapping Idn = new();

    public override string Name => "mailparser";

    /// <summary>Where a line is folded before several blanks it makes one of them.</summary>
    public override bool ReadsField(string value, string read) =>
        value == read || (value.Contains("  ", StringComparison.Ordinal) && Blanks().Replace(value, " ") == Blanks().Replace(read, " "));

    /// <summary>It shows a domain whose first label is in punycode in its own script.</summary>
    public override string Address(string address)
    {
        var at = address.LastIndexOf('@') + 1;
        return address.AsSpan(at).StartsWith("xn--", StringComparison.Ordinal) ? address[..at] + Idn.GetUnicode(address, at) : address;
    }

    /// <summary>It may take the line end before a boundary for the body where that is empty.</summary>
    public override bool ReadsBody(string body, string read, bool isBase64, bool isWhole) => body == read || (body.Length == 0 && !isWhole && read == "\n");

    [GeneratedRegex(" {2,}")]
    private static partial Regex Blanks();
}
