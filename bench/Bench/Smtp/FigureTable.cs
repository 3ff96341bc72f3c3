using System.Globalization;
using System.Text;
using Leadmetrics.Bench.Contestants;

namespace Leadmetrics.Bench.Smtp;

/// <summary>The figures of a scenario as a Markdown table.</summary>
internal static class FigureTable
{
    public static string Of(ScenarioResult result)
    {
        var text = new StringBuilder();
        text.Append('\n').Append(result.Title).Append("\n\n");
        text.Append("| client | messages/s | ours (wire) is | ours is | MB/s | CPU s per 1,000 | bytes allocated a message |");
        text.Append(result.RoundTripMilliseconds is null ? "\n" : " messages a round trip |\n");
        text.Append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |").Append(result.RoundTripMilliseconds is null ? "\n" : " ---: |\n");
        foreach (var figures in result.Figures)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {ContestantNames.Shown(figures.Client)} | {Short(figures.MessagesPerSecond)} | {Times(result.Ratio(ContestantNames.OursWire, figures.Client))} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Times(result.Ratio(ContestantNames.Ours, figures.Client))} | {Short(figures.MegabytesPerSecond)} | {figures.CpuSecondsPerThousand:F3} | {Whole(figures.AllocatedPerMessage)} |");
            if (figures.MessagesPerRoundTrip is { } messages) text.Append(CultureInfo.InvariantCulture, $" {messages:F2} |");
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A number with as many places as tell something.</summary>
    public static string Short(double value) => value.ToString(value >= 100 ? "F0" : value >= 10 ? "F1" : "F2", CultureInfo.InvariantCulture);

    private static string Times(double? ratio) => ratio is { } times ? times.ToString("F2", CultureInfo.InvariantCulture) + "x" : "";

    private static string Whole(double? value) => value?.ToString("F0", CultureInfo.InvariantCulture) ?? "";
}
