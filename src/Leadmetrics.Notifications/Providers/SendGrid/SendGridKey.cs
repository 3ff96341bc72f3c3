namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>What an API key of SendGrid's looks like. Pure; nothing that it says repeats a key.</summary>
internal static class SendGridKey
{
    private const string Prefix = "SG.";
    private const int IdLength = 22;
    private const int SecretLength = 43;

    /// <summary>Why it can be no key, as a phrase behind the field's name; <see langword="null"/> where it can.</summary>
    public static string? MistakeIn(string key)
    {
        if (key.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return "begins with the word Bearer: give the key alone";
        if (key.Any(char.IsWhiteSpace)) return "holds white space, which no key has";
        if (!key.All(c => c is > ' ' and < '\x7f')) return "holds a character that no key has";
        if (key.Equals("apikey", StringComparison.OrdinalIgnoreCase)) return "is the word apikey, which is the user name at SendGrid's SMTP servers: give the key itself";
        return IsIdAlone(key) ? "is the id of a key without its secret: the key is shown whole only when it is made" : null;
    }

    /// <summary>Whether it has the form that SendGrid gives its keys: <c>SG.</c>, 22 characters, a dot, 43 characters.</summary>
    public static bool HasUsualForm(string key) =>
        key.StartsWith(Prefix, StringComparison.Ordinal) && key.Length == Prefix.Length + IdLength + 1 + SecretLength && key[Prefix.Length + IdLength] == '.'
        && key.AsSpan(Prefix.Length, IdLength).IndexOfAnyExcept(Characters) < 0 && key.AsSpan(Prefix.Length + IdLength + 1).IndexOfAnyExcept(Characters) < 0;

    private static readonly System.Buffers.SearchValues<char> Characters = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static bool IsIdAlone(string key)
    {
        var id = key.StartsWith(Prefix, StringComparison.Ordinal) ? key.AsSpan(Prefix.Length).TrimEnd('.') : key;
        return id.Length == IdLength && id.IndexOfAnyExcept(Characters) < 0;
    }
}
