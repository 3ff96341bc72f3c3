using Leadmetrics.Bench.Contestants;
using Leadmetrics.Bench.Smtp;

namespace Leadmetrics.Bench.Tests;

internal static class Given
{
    public const double Allocated = 1_500;

    public static ScenarioResult Result(string name, int connections, double? roundTrip, params (string Client, double PerSecond)[] clients) =>
        new(name, "./dev bench smtp", "some messages; medians", connections, roundTrip, [.. clients.Select(client => new Figures(
            client.Client, client.PerSecond, 1, 0.1, client.Client is ContestantNames.Ours or ContestantNames.OursWire ? Allocated : null, client.PerSecond * roundTrip / 1_000))]);
}
