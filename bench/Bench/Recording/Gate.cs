using System.Globalization;
using Leadmetrics.Bench.Contestants;
using Leadmetrics.Bench.Smtp;

namespace Leadmetrics.Bench.Recording;

/// <summary>Compares what was measured now with what stands in docs/performance.json.</summary>
internal static class Gate
{
    /// <summary>How much of a figure may be lost: a fifth.</summary>
    public const double Tolerance = 0.20;

    /// <summary>The figures that the gate guards.</summary>
    /// <param name="results">The results of <see cref="DocumentedSet.Gate"/>, or of more; others are left alone.</param>
    public static IReadOnlyList<GateMetric> Metrics(IEnumerable<ScenarioResult> results)
    {
        var metrics = new List<GateMetric>();
        foreach (var result in results.Where(result => DocumentedSet.Gate.Any(scenario => scenario.Name == result.Name)))
        {
            AddRatio(result, ContestantNames.OursWire, ContestantNames.NodemailerRaw);
            AddRatio(result, ContestantNames.Ours, ContestantNames.Nodemailer);
            if (result.Connections == 1)
            {
                AddRatio(result, ContestantNames.OursWire, ContestantNames.SmtpSource);
                AddAllocated(result, ContestantNames.OursWire);
                AddAllocated(result, ContestantNames.Ours);
            }
        }

        return metrics;

        void AddRatio(ScenarioResult result, string client, string peer)
        {
            if (result.Ratio(client, peer) is { } ratio) metrics.Add(new GateMetric($"{result.Name}: {ContestantNames.Shown(client)} to {ContestantNames.Shown(peer)}", ratio, true));
        }

        void AddAllocated(ScenarioResult result, string client)
        {
            if (result.Of(client)?.AllocatedPerMessage is { } bytes) metrics.Add(new GateMetric($"{result.Name}: bytes allocated a message, {ContestantNames.Shown(client)}", bytes, false));
        }
    }

    /// <summary>What was lost.</summary>
    /// <returns>A sentence a loss; a recorded figure that was not measured is one too.</returns>
    public static IReadOnlyList<string> Losses(IReadOnlyList<GateMetric> recorded, IReadOnlyList<GateMetric> measured)
    {
        if (recorded.Count == 0) return ["Nothing is recorded to compare with."];
        return [.. recorded.Select(metric => Loss(metric, measured.FirstOrDefault(now => now.Name == metric.Name))).OfType<string>()];
    }

    /// <summary>The better of two measurements, figure by figure: noise only ever takes away.</summary>
    public static IReadOnlyList<GateMetric> Better(IReadOnlyList<GateMetric> first, IReadOnlyList<GateMetric> second) =>
    [
        .. first.Select(one => second.FirstOrDefault(other => other.Name == one.Name) is { } again && again.Value > one.Value == one.HigherIsBetter ? again : one),
        .. second.Where(other => first.All(one => one.Name != other.Name)),
    ];

    private static string? Loss(GateMetric recorded, GateMetric? now)
    {
        if (now is null) return $"{recorded.Name}: was not measured.";
        var lost = recorded.HigherIsBetter ? now.Value < recorded.Value * (1 - Tolerance) : now.Value > recorded.Value * (1 + Tolerance);
        return lost ? string.Create(CultureInfo.InvariantCulture, $"{recorded.Name}: {FigureTable.Short(now.Value)} now, {FigureTable.Short(recorded.Value)} recorded.") : null;
    }
}
