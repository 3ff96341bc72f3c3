namespace Leadmetrics.Bench.Api;

/// <summary>What is asked of the API.</summary>
internal sealed record ApiScenario
{
    public const string Postgres = "postgres";
    public const string Sqlite = "sqlite";

    public static IReadOnlyList<string> Stores { get; } = [Postgres, Sqlite];

    public int Seconds { get; init; } = 10;

    public int Callers { get; init; } = 32;

    public int Rate { get; init; }

    /// <summary>Octets of a mail's text.</summary>
    public int BodySize { get; init; } = 2_000;

    public int Tenants { get; init; } = 10;
}
