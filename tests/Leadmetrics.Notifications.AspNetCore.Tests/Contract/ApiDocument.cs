using System.Text.RegularExpressions;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Contract;

/// <summary>docs/http-api.md, as far as it is tables.</summary>
internal static partial class ApiDocument
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Root(), "docs", "http-api.md"));

    /// <summary>Every route with its policy: <c>GET /providers/{id}</c>, <c>read</c>.</summary>
    public static IReadOnlyList<(string Route, string Policy)> Routes { get; } =
    [
        .. Lines.Select(line => RouteRow().Match(line)).Where(row => row.Success)
            .SelectMany(row => Route().Matches(row.Groups["routes"].Value).Select(route => (route.Groups[1].Value, row.Groups["policy"].Value))),
    ];

    /// <summary>Every type of problem with its status.</summary>
    public static IReadOnlyList<(string Type, int Status)> Problems { get; } =
    [
        .. Lines.Select(line => ProblemRow().Match(line)).Where(row => row.Success)
            .Select(row => (row.Groups[1].Value, int.Parse(row.Groups[2].ValueSpan, System.Globalization.CultureInfo.InvariantCulture))),
    ];

    private static string Root()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Leadmetrics.Notifications.sln"))) return at.FullName;
        }

        throw new InvalidOperationException("The tests do not stand in a checkout.");
    }

    [GeneratedRegex(@"^\| (?<routes>(?:`[A-Z]+ /[^`]*`(?:, )?)+) \| (?<policy>[a-z]+) \|")]
    private static partial Regex RouteRow();

    [GeneratedRegex(@"`([A-Z]+ [^`?]*)")]
    private static partial Regex Route();

    [GeneratedRegex(@"^\| `([a-z-]+)` \| (\d{3}) \|")]
    private static partial Regex ProblemRow();
}
