using System.Text;

namespace Leadmetrics.Notifications;

/// <summary>Quoted local parts (RFC 5321 section 4.1.2) in one form, so that envelope and header never hold two spellings of one mailbox.</summary>
internal static class LocalParts
{
    /// <summary>Takes the quotes off where the local part needs none, and writes it with no more escapes than it needs where it does.</summary>
    /// <returns>The address; as it was where its local part is not a whole quoted string, which the mailbox's own check refuses.</returns>
    public static string Requote(string address)
    {
        var at = address.LastIndexOf('@');
        if (at < 2 || address[0] != '"' || !TryUnquote(address.AsSpan(0, at), out var content)) return address;
        var domain = address.AsSpan(at);
        return content.Length > 0 && IsDotString(content) ? string.Concat(content, domain) : string.Concat("\"", Escape(content), "\"", domain);
    }

    private static bool TryUnquote(ReadOnlySpan<char> quoted, out string content)
    {
        content = "";
        if (quoted is not ['"', .., '"']) return false;
        var text = new StringBuilder(quoted.Length);
        for (var i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] == '"') return false;
            if (quoted[i] == '\\' && ++i == quoted.Length - 1) return false;
            text.Append(quoted[i]);
        }

        content = text.ToString();
        return true;
    }

    private static bool IsDotString(string content)
    {
        if (content[0] == '.' || content[^1] == '.' || content.Contains("..", StringComparison.Ordinal)) return false;
        return content.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal));
    }

    private static string Escape(string content) => content.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
