using System.Globalization;
using System.Security;
using System.Text;
using Leadmetrics.Bench.Contestants;
using Leadmetrics.Bench.Smtp;

namespace Leadmetrics.Bench.Recording;

/// <summary>The recorded figures as an SVG: a panel a scenario, a bar a client, each panel with its own axis from zero.</summary>
/// <remarks>No background, and colours for light and dark by the reader's preference.</remarks>
internal static class Chart
{
    private const int Width = 800;
    private const int Left = 180;
    private const int Right = 110;
    private const int Bar = 18;
    private const int Gap = 6;
    private const int Head = 56;
    private const int Axis = 46;

    private static readonly double[] Steps = [1, 2, 5, 10];

    private const string Style = """
          <style>
            text { font: 13px system-ui, sans-serif; fill: #1f2328; }
            .title { font-weight: 600; }
            .small { font-size: 11px; fill: #59636e; }
            .ours { fill: #0969da; }
            .peer { fill: #8c959f; }
            .grid { stroke: #8c959f; stroke-opacity: .35; }
            @media (prefers-color-scheme: dark) {
              text { fill: #f0f6fc; }
              .small { fill: #9198a1; }
              .ours { fill: #58a6ff; }
              .peer { fill: #6e7681; }
            }
          </style>

        """;

    public static string Of(RecordedFigures recorded)
    {
        var body = new StringBuilder();
        var top = 0;
        foreach (var scenario in recorded.Scenarios) top = Panel(body, scenario, top);
        body.Append(CultureInfo.InvariantCulture, $"  <text class=\"small\" x=\"0\" y=\"{top + 14}\">{Safe($"{recorded.Command}, {recorded.Date}")}</text>\n");
        return string.Create(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {top + 24}\" role=\"img\" aria-label=\"Messages a second, by scenario and client\">\n")
            + Style + body + "</svg>\n";
    }

    /// <summary>The end of an axis: 1, 2 or 5 with noughts, at or above a value.</summary>
    public static double AxisEnd(double highest)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(highest)));
        return Steps.Select(step => step * power).First(end => end >= highest);
    }

    private static int Panel(StringBuilder body, ScenarioResult scenario, int top)
    {
        var end = AxisEnd(scenario.Figures.Max(figures => figures.MessagesPerSecond));
        var bottom = top + Head + (scenario.Figures.Count * (Bar + Gap));
        Text(body, "title", 0, top + 16, scenario.Name, "start");
        Text(body, "small", 0, top + 34, scenario.Title.Split("; medians")[0], "start");
        for (var tick = 0; tick <= 4; tick++)
        {
            var x = X(tick / 4.0);
            body.Append(CultureInfo.InvariantCulture, $"  <line class=\"grid\" x1=\"{x:F0}\" y1=\"{top + Head - Gap}\" x2=\"{x:F0}\" y2=\"{bottom}\"/>\n");
            Text(body, "small", x, bottom + 14, (end * tick / 4).ToString("G6", CultureInfo.InvariantCulture), "middle");
        }

        Text(body, "small", X(1) + 20, bottom + 14, "messages/s", "start");
        var y = top + Head;
        foreach (var figures in scenario.Figures)
        {
            var kind = figures.Client is ContestantNames.Ours or ContestantNames.OursWire ? "ours" : "peer";
            var length = X(figures.MessagesPerSecond / end) - Left;
            Text(body, "", Left - 8, y + 13, ContestantNames.Shown(figures.Client), "end");
            body.Append(CultureInfo.InvariantCulture, $"  <rect class=\"{kind}\" x=\"{Left}\" y=\"{y}\" width=\"{length:F1}\" height=\"{Bar}\"/>\n");
            Text(body, "", Left + length + 6, y + 13, FigureTable.Short(figures.MessagesPerSecond), "start");
            y += Bar + Gap;
        }

        return bottom + Axis;
    }

    private static double X(double share) => Left + (share * (Width - Left - Right));

    private static void Text(StringBuilder body, string kind, double x, double y, string text, string anchor) =>
        body.Append(CultureInfo.InvariantCulture, $"  <text class=\"{kind}\" x=\"{x:F0}\" y=\"{y:F0}\" text-anchor=\"{anchor}\">{Safe(text)}</text>\n");

    private static string Safe(string text) => SecurityElement.Escape(text);
}
