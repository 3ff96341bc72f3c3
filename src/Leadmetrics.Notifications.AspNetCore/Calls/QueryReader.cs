using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>Reads what stands behind the question mark.</summary>
internal static class QueryReader
{
    private const int MaxPage = 500;
    private const int UsualPage = 100;

    /// <summary>How many entries a page has.</summary>
    public static int Limit(HttpContext context) => Number(context, "limit", 1, MaxPage) ?? UsualPage;

    /// <exception cref="ProblemException">It is no whole number within the bounds.</exception>
    public static int? Number(HttpContext context, string name, int least, int most)
    {
        if (Text(context, name) is not { } given) return null;
        return int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw ProblemException.Invalid(name, string.Create(CultureInfo.InvariantCulture, $"is not a whole number from {least} to {most}"));
    }

    /// <exception cref="ProblemException">It is none of the words.</exception>
    public static T? Word<T>(HttpContext context, string name)
        where T : struct, Enum
    {
        if (Text(context, name) is not { } given) return null;
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(Words.Of(value), given, StringComparison.OrdinalIgnoreCase)) return value;
        }

        throw ProblemException.Invalid(name, $"is none of {string.Join(", ", Enum.GetValues<T>().Select(Words.Of))}");
    }

    /// <exception cref="ProblemException">It stands there twice.</exception>
    public static string? Text(HttpContext context, string name)
    {
        var given = context.Request.Query[name];
        if (given.Count > 1) throw ProblemException.Invalid(name, "stands twice");
        return given is [{ Length: > 0 } one] ? one : null;
    }
}
