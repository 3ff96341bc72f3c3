using System.Text;
using System.Text.RegularExpressions;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

/// <summary>All octets that a client sent over one connection, held against the grammar of what it may say. Shares no code with the client or with the server's parser.</summary>
internal static partial class RecordedDialogue
{
    /// <summary>The connection carried one message, and nothing else that a server could act on.</summary>
    /// <returns>The names of the message's header fields and of its parts' ones, in order.</returns>
    public static IReadOnlyList<string> AssertOneMessage(ScriptedConnection connection)
    {
        var recorded = Encoding.Latin1.GetString(connection.BytesReceived.Span);
        var envelope = Envelope().Match(recorded);
        Assert.True(envelope.Success, $"Not the commands expected:\n{recorded}");
        var behind = recorded[envelope.Length..];
        string content;
        if (envelope.Groups["size"] is { Success: true } size)
        {
            var length = int.Parse(size.ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
            (content, behind) = (behind[..length], behind[length..]);
        }
        else
        {
            var dot = behind.IndexOf("\r\n.\r\n", StringComparison.Ordinal);
            Assert.True(dot >= 0, $"The content has no end:\n{recorded}");
            (content, behind) = (behind[..(dot + 2)], behind[(dot + 5)..]);
        }

        Assert.True(behind is "" or "QUIT\r\n", $"Something follows the content:\n{behind}");
        return FieldNames(content);
    }

    /// <summary>The connection ended before anything was said but the name, and an AUTH that carries no argument.</summary>
    public static void AssertNoMessage(ScriptedConnection connection) =>
        Assert.Matches("^(EHLO [!-~]+\r\n)*(QUIT\r\n)?$", Encoding.Latin1.GetString(connection.BytesReceived.Span));

    private static List<string> FieldNames(string content)
    {
        Assert.DoesNotContain('\0', content);
        var lines = content.Split("\r\n");
        Assert.Equal("", lines[^1]);
        Assert.All(lines, line => Assert.Equal(-1, line.AsSpan().IndexOfAny('\r', '\n')));
        var names = new List<string>();
        var isHeader = true;
        foreach (var line in lines)
        {
            if (line.StartsWith("--", StringComparison.Ordinal)) isHeader = !line.EndsWith("--", StringComparison.Ordinal);
            else if (line.Length == 0) isHeader = false;
            if (!isHeader || line.StartsWith("--", StringComparison.Ordinal) || line[0] is ' ' or '\t') continue;
            var name = FieldName().Match(line);
            Assert.True(name.Success, $"Not a field: {line}");
            names.Add(name.Groups[1].Value);
        }

        return names;
    }

    // An address holds no angle bracket, space or control; above ASCII it may hold anything, under SMTPUTF8.
    [GeneratedRegex(
        """
        ^EHLO\ [!-~]+\r\n
        (AUTH\ [A-Z0-9-]+(\ [A-Za-z0-9+/=]+)?\r\n([A-Za-z0-9+/=]*\r\n){0,3})?
        MAIL\ FROM:<[!-;=?-~\x80-\xff]+>(\ SIZE=[0-9]+)?(\ BODY=8BITMIME)?(\ SMTPUTF8)?\r\n
        (RCPT\ TO:<[!-;=?-~\x80-\xff]+>\r\n){1,2}
        (DATA|BDAT\ (?<size>[0-9]+)\ LAST)\r\n
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Envelope();

    [GeneratedRegex("^([!-9;-~]+):")]
    private static partial Regex FieldName();
}
