using System.Text.RegularExpressions;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>Puts variables in the place of <c>${NAME}</c> and <c>${NAME:-default}</c>; <c>$${</c> is that text itself.</summary>
internal static partial class References
{
    /// <summary>Resolves all references of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lookup">The value of a variable; <see langword="null"/> or empty where it is not set.</param>
    /// <param name="problem">A phrase about the first reference that cannot be resolved.</param>
    /// <returns><see langword="null"/> where there is a problem.</returns>
    public static string? Resolve(string text, Func<string, string?> lookup, out string? problem)
    {
        string? found = null;
        var resolved = Reference().Replace(text, reference =>
        {
            if (reference.Value.StartsWith("$$", StringComparison.Ordinal)) return reference.Value[1..];
            if (Form().Match(reference.Groups[1].Value) is not { Success: true } form)
            {
                found ??= "holds a reference of another form than ${NAME} and ${NAME:-default}";
                return "";
            }

            var name = form.Groups[1].Value;
            if (lookup(name) is { Length: > 0 } value) return value;
            if (form.Groups[2].Success) return form.Groups[2].Value;
            found ??= $"refers to {name}, which is not set: set that variable where lmn runs, or write a value";
            return "";
        });
        problem = found;
        return found is null ? resolved : null;
    }

    [GeneratedRegex(@"\${1,2}\{([^}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\A([A-Za-z_][A-Za-z0-9_]{0,127})(?::-(.*))?\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Form();
}
