using Leadmetrics.Bench.Contestants;
using Leadmetrics.Bench.Recording;
using Leadmetrics.Bench.Smtp;

namespace Leadmetrics.Bench.Tests;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(new[] { 3.0 }, 3)]
    [InlineData(new[] { 9.0, 1, 5 }, 5)]
    [InlineData(new[] { 4.0, 1, 100, 2 }, 3)]
    public void The_median_is_the_middle_however_the_values_came(double[] values, double median) => Assert.Equal(median, Median.Of(values));

    [Fact]
    public void There_is_no_median_of_nothing() => Assert.Throws<ArgumentException>(() => Median.Of([]));

    [Fact]
    public void A_table_tells_how_many_times_ours_is_faster()
    {
        var table = FigureTable.Of(Given.Result("loopback-1", 1, null, (ContestantNames.OursWire, 8_000), (ContestantNames.Ours, 6_000), (ContestantNames.Nodemailer, 2_000)));
        Assert.Contains("| nodemailer (pool) | 2000 | 4.00x | 3.00x |", table, StringComparison.Ordinal);
        Assert.DoesNotContain("round trip", table, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_over_a_far_way_has_messages_a_round_trip_in_every_line()
    {
        var lines = FigureTable.Of(Given.Result("far", 1, 20, (ContestantNames.Ours, 48), (ContestantNames.Nodemailer, 12))).Split('\n').Where(line => line.StartsWith('|')).ToArray();
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.Equal(lines[0].Count(letter => letter == '|'), line.Count(letter => letter == '|')));
        Assert.EndsWith("| 0.96 |", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1.01, 2)]
    [InlineData(4_999, 5_000)]
    [InlineData(5_001, 10_000)]
    [InlineData(0.3, 0.5)]
    public void An_axis_ends_at_a_round_number_above_the_highest_bar(double highest, double end) => Assert.Equal(end, Chart.AxisEnd(highest), 9);

    [Fact]
    public void A_chart_is_XML_with_a_bar_a_client_and_no_bar_past_its_axis()
    {
        var scenario = Given.Result("a & b", 1, null, (ContestantNames.Ours, 1_000), (ContestantNames.SmtpSource, 250));
        var chart = System.Xml.Linq.XDocument.Parse(Chart.Of(new RecordedFigures("./dev bench record", "2026-01-02", "a machine", [scenario], [], [])));
        var bars = chart.Descendants().Where(element => element.Name.LocalName == "rect").Select(bar => double.Parse(bar.Attribute("width")!.Value, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(2, bars.Length);
        Assert.Equal(4, bars[0] / bars[1], 2);
    }

    [Fact]
    public void New_figures_take_the_place_between_the_markers_and_nothing_else()
    {
        var page = $"# Title\n\n{PerformanceFiles.Begin}\nold\n{PerformanceFiles.End}\n\nrest\n";
        Assert.Equal($"# Title\n\n{PerformanceFiles.Begin}\nnew\n{PerformanceFiles.End}\n\nrest\n", PerformanceFiles.Replace(page, "\nnew\n\n"));
        Assert.Throws<BenchException>(() => PerformanceFiles.Replace("# Title\n", "new"));
        Assert.Throws<BenchException>(() => PerformanceFiles.Replace($"{PerformanceFiles.End}\n{PerformanceFiles.Begin}\n", "new"));
    }

    [Fact]
    public void The_page_in_the_checkout_has_a_place_for_figures() => PerformanceFiles.Replace(File.ReadAllText(PerformanceFiles.Page), "new");
}
