namespace Leadmetrics.Notifications.Testing;

/// <summary>Reads <c>&lt;address&gt; KEY=value …</c> behind <c>FROM:</c> and <c>TO:</c> (RFC 5321 4.1.2).</summary>
internal static class EnvelopePath
{
    public static bool TryParse(string argument, string keyword, out string address, out Dictionary<string, string> parameters)
    {
        address = "";
        parameters = new(StringComparer.Ordinal);
        if (!argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase))
            return false;
        var rest = argument.AsSpan(keyword.Length).TrimStart(' ');
        if (rest.IsEmpty || rest[0] != '<')
            return false;
        var close = Close(rest);
        if (close < 0)
            return false;
        address = rest[1..close].ToString();
        rest = rest[(close + 1)..];
        if (!rest.IsEmpty && rest[0] != ' ')
            return false;
        foreach (var word in rest.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            parameters[(equals < 0 ? word : word[..equals]).ToUpperInvariant()] = equals < 0 ? "" : word[(equals + 1)..];
        }
        return true;
    }

    private static int Close(ReadOnlySpan<char> path)
    {
        var quoted = false;
        for (var i = 1; i < path.Length; i++)
        {
            switch (path[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '>' when !quoted:
                    return i;
            }
        }
        return -1;
    }
}
