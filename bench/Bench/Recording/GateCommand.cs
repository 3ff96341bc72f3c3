using System.Globalization;
using System.Text.Json;
using Leadmetrics.Bench.Smtp;

namespace Leadmetrics.Bench.Recording;

/// <summary><c>bench --gate</c>: measures the gate's set, and once more where something seems lost.</summary>
internal static class GateCommand
{
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var recorded = await ReadAsync(cancellationToken);
        var measured = await MeasureAsync(cancellationToken);
        if (Gate.Losses(recorded, measured).Count > 0)
        {
            await Console.Error.WriteLineAsync("Something seems lost: measuring again.");
            measured = Gate.Better(measured, await MeasureAsync(cancellationToken));
        }

        Console.WriteLine();
        foreach (var metric in measured)
        {
            var before = recorded.FirstOrDefault(other => other.Name == metric.Name);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{metric.Name}: {FigureTable.Short(metric.Value)}, recorded {(before is null ? "not" : FigureTable.Short(before.Value))}"));
        }

        var losses = Gate.Losses(recorded, measured);
        Console.WriteLine(losses.Count == 0 ? "\nThe gate is passed." : $"\nLost more than {Gate.Tolerance:P0}:");
        foreach (var loss in losses) Console.WriteLine("  " + loss);
        return losses.Count == 0 ? 0 : 1;
    }

    private static async Task<IReadOnlyList<GateMetric>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(PerformanceFiles.Json);
            var recorded = await JsonSerializer.DeserializeAsync(file, BenchJson.Default.RecordedFigures, cancellationToken);
            return recorded?.Gate ?? throw new BenchException("docs/performance.json holds no gate: run ./dev bench record.");
        }
        catch (IOException)
        {
            throw new BenchException("docs/performance.json is missing: run ./dev bench record.");
        }
        catch (JsonException broken)
        {
            throw new BenchException($"docs/performance.json cannot be read: {broken.Message}");
        }
    }

    private static async Task<IReadOnlyList<GateMetric>> MeasureAsync(CancellationToken cancellationToken)
    {
        var results = new List<ScenarioResult>();
        foreach (var scenario in DocumentedSet.Gate) results.Add(await ScenarioRunner.RunAsync(scenario, Console.Error, cancellationToken));
        return Gate.Metrics(results);
    }
}
