using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Leadmetrics.Bench.Memory;
using Leadmetrics.Bench.Servers;
using Leadmetrics.Bench.Smtp;

namespace Leadmetrics.Bench.Recording;

/// <summary><c>bench record</c>: measures the documented set and writes docs/performance.json, the figures of docs/performance.md, and docs/performance.svg.</summary>
internal static class RecordCommand
{
    private const string Line = "./dev bench record";

    public static Command Create()
    {
        var command = new Command("record", "Measures the documented set (some ten minutes) and writes docs/performance.json, docs/performance.svg and the figures of docs/performance.md.");
        command.SetAction((_, cancellationToken) => RunAsync(cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var page = await File.ReadAllTextAsync(PerformanceFiles.Page, cancellationToken);
        var scenarios = new List<ScenarioResult>();
        foreach (var scenario in DocumentedSet.All) scenarios.Add(await ScenarioRunner.RunAsync(scenario, Console.Error, cancellationToken));
        var memory = await MemoryRun.RunAsync(MemoryCommand.UsualAttachment, ServerKind.Drain, true, Console.Error, cancellationToken);
        var date = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var recorded = new RecordedFigures(Line, date, await Machine.DescribeAsync(cancellationToken), scenarios, memory, Gate.Metrics(scenarios));

        await File.WriteAllTextAsync(PerformanceFiles.Json, JsonSerializer.Serialize(recorded, BenchJson.Default.RecordedFigures) + "\n", cancellationToken);
        await File.WriteAllTextAsync(PerformanceFiles.Chart, Chart.Of(recorded), cancellationToken);
        await File.WriteAllTextAsync(PerformanceFiles.Page, PerformanceFiles.Replace(page, Figures(recorded)), cancellationToken);
        Console.WriteLine(Figures(recorded));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Recorded in {TimeProvider.System.GetElapsedTime(started).TotalMinutes:F1} minutes."));
        return 0;
    }

    private static string Figures(RecordedFigures recorded)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Recorded by `{recorded.Command}` on {recorded.Date}: {recorded.Machine}.\n\n![Messages a second, by scenario and client](performance.svg)\n");
        foreach (var scenario in recorded.Scenarios) text.Append(CultureInfo.InvariantCulture, $"\n### {scenario.Name}\n\n`{scenario.Command}`\n").Append(FigureTable.Of(scenario));
        text.Append("\n### memory\n\n`./dev bench memory`\n").Append(MemoryTable.Of(recorded.Memory));
        return text.ToString();
    }
}
