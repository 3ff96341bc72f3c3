using Leadmetrics.Bench.Contestants;
using Leadmetrics.Bench.Recording;
using Leadmetrics.Bench.Smtp;

namespace Leadmetrics.Bench.Tests;

public sealed class GateTests
{
    private static readonly GateMetric Ratio = new("ratio", 5, HigherIsBetter: true);
    private static readonly GateMetric Bytes = new("bytes", 2_000, HigherIsBetter: false);

    [Theory]
    [InlineData(4.01, 2_399, 0)]
    [InlineData(50, 1, 0)]
    [InlineData(3.99, 2_000, 1)]
    [InlineData(5, 2_401, 1)]
    [InlineData(3.99, 2_401, 2)]
    public void A_loss_of_more_than_a_fifth_is_a_loss_in_its_own_direction(double ratio, double bytes, int losses) =>
        Assert.Equal(losses, Gate.Losses([Ratio, Bytes], [Ratio with { Value = ratio }, Bytes with { Value = bytes }]).Count);

    [Fact]
    public void A_loss_is_named_with_both_figures() =>
        Assert.Equal("ratio: 3.00 now, 5.00 recorded.", Assert.Single(Gate.Losses([Ratio], [Ratio with { Value = 3 }])));

    [Fact]
    public void A_recorded_figure_that_was_not_measured_is_a_loss() => Assert.Single(Gate.Losses([Ratio, Bytes], [Ratio]));

    [Fact]
    public void A_gate_without_recorded_figures_lets_nothing_pass() => Assert.Single(Gate.Losses([], [Ratio]));

    [Fact]
    public void Of_two_measurements_the_better_counts_figure_by_figure()
    {
        var better = Gate.Better([Ratio with { Value = 3 }, Bytes with { Value = 1_900 }], [Ratio with { Value = 4 }, Bytes with { Value = 2_500 }]);
        Assert.Equal([4.0, 1_900], better.Select(metric => metric.Value));
    }

    [Fact]
    public void The_gate_guards_the_ratios_at_one_and_ten_connections_and_what_a_message_allocates()
    {
        ScenarioResult[] results =
        [
            Given.Result("loopback-1", 1, null, (ContestantNames.OursWire, 9_000), (ContestantNames.Ours, 6_000), (ContestantNames.NodemailerRaw, 3_000), (ContestantNames.Nodemailer, 2_000), (ContestantNames.SmtpSource, 6_000)),
            Given.Result("loopback-10", 10, null, (ContestantNames.OursWire, 20_000), (ContestantNames.Ours, 12_000), (ContestantNames.NodemailerRaw, 4_000), (ContestantNames.Nodemailer, 3_000), (ContestantNames.SmtpSource, 30_000)),
            Given.Result("far-data", 1, 20, (ContestantNames.OursWire, 48), (ContestantNames.NodemailerRaw, 12)),
        ];
        Assert.Equal(
            [
                ("loopback-1: ours (wire) to nodemailer (pool, raw)", 3.0),
                ("loopback-1: ours to nodemailer (pool)", 3.0),
                ("loopback-1: ours (wire) to smtp-source -d", 1.5),
                ("loopback-1: bytes allocated a message, ours (wire)", Given.Allocated),
                ("loopback-1: bytes allocated a message, ours", Given.Allocated),
                ("loopback-10: ours (wire) to nodemailer (pool, raw)", 5.0),
                ("loopback-10: ours to nodemailer (pool)", 4.0),
            ],
            Gate.Metrics(results).Select(metric => (metric.Name, metric.Value)));
    }

    [Fact]
    public void What_is_recorded_is_what_the_gate_measures() =>
        Assert.Equal(DocumentedSet.Gate.Select(scenario => scenario.Command), DocumentedSet.All.Take(DocumentedSet.Gate.Count).Select(scenario => scenario.Command));

    [Fact]
    public void Every_documented_scenario_has_a_name_of_its_own() =>
        Assert.Equal(DocumentedSet.All.Count, DocumentedSet.All.Select(scenario => scenario.Name).Distinct().Count());
}
