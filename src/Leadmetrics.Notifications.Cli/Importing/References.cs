using System.Text.RegularExpressions;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>Puts variables in the place of <c>${NAME}</c> and <c>${NAME:-default}</c>; <c>$${</c> is that text itself.</summary>
internal static partial class References
{
    // A text may name what stands for others: without a bound a short file makes a long text.
    private const int MostLetters = 16 * 1024;

    /// <summary>Resolves all references of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lookup">The value of a variable; <see langword="null"/> or empty where it is not set.</param>
    /// <param name="isSecret">Whether the text is a secret: what looks like a variable's name within it may be a piece of it, and is not said.</param>
    /// <param name="problem">A phrase about the first reference that cannot be resolved.</param>
    /// <returns><see langword="null"/> where there is a problem.</returns>
    public static string? Resolve(string text, Func<string, string?> lookup, bool isSecret, out string? problem)
    {
        var letters = 0;
        var found = Unread(text);
        var resolved = Reference().Replace(text, reference =>
        {
            if (reference.Value.StartsWith("$$", StringComparison.Ordinal)) return reference.Value[1..];
            if (Form().Match(reference.Groups[1].Value) is not { Success: true } form || form.Groups[2].Value.Contains("${", StringComparison.Ordinal))
            {
                found ??= "holds a reference of another form than ${NAME} and ${NAME:-default}";
                return "";
            }

            var name = form.Groups[1].Value;
            if (lookup(name) is { Length: > 0 } value)
            {
                letters += value.Length;
                if (letters <= MostLetters) return value;
                found ??= "stands for more than 16 KiB: write the value itself";
                return "";
            }

            if (form.Groups[2].Success) return form.Groups[2].Value;
            found ??= isSecret && reference.Length < text.Length
                ? "refers to a variable that is not set: set it where lmn runs, or write $${ for a ${ that is the value's own"
                : $"refers to {name}, which is not set: set that variable where lmn runs, or write a value";
            return "";
        });
        problem = found;
        return found is null ? resolved : null;
    }

    // What another program puts something else in the place of. The text may be a secret all the same, so that nothing of it is said.
    private static string? Unread(string text)
    {
        if (Bare().IsMatch(text)) return "looks like a variable without braces: write ${NAME} for one; a text that really begins so goes into a variable itself";
        return Template().IsMatch(text) ? "is a template that nothing filled in: write the value, or ${NAME} for a variable that holds it" : null;
    }

    [GeneratedRegex(@"\A\$[A-Z_][A-Z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Bare();

    [GeneratedRegex(@"\A\s*(?:\{\{.*\}\}|<%.*%>)\s*\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Template();

    [GeneratedRegex(@"\${1,2}\{([^}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\A([A-Za-z_][A-Za-z0-9_]{0,127})(?::-(.*))?\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Form();
}
