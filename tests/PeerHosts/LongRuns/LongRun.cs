namespace Leadmetrics.Peers;

/// <summary>Whether tests that take minutes run: only under <c>./dev test --long</c>, which sets LEADMETRICS_LONG=1.</summary>
public static class LongRun
{
    public const string SkipReason = "runs under ./dev test --long";

    public static bool Enabled => Environment.GetEnvironmentVariable("LEADMETRICS_LONG") == "1";

    internal static IReadOnlyCollection<KeyValuePair<string, string>> Traits => [new("Category", "Long")];
}
