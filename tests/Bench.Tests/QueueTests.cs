using Leadmetrics.Bench.Queue;

namespace Leadmetrics.Bench.Tests;

public sealed class QueueTests
{
    [Fact]
    public void The_command_of_a_comparison_is_one_that_the_command_line_takes_and_names_what_is_unusual()
    {
        Assert.Equal("./dev bench queue", new QueueScenario().Command);
        var unusual = new QueueScenario { Seconds = 5, Rounds = 1, Messages = 5000, CommitDelay = 2, Peers = [QueueContestants.Ours, QueueContestants.PgBoss], Figures = [QueueFigures.Drain] };
        Assert.Equal("./dev bench queue --seconds 5 --rounds 1 --messages 5000 --commit-delay 2ms --peer ours --peer pg-boss --figure drain", unusual.Command);
        Assert.Empty(CommandLine.Create().Parse(unusual.Command.Split(' ')[2..]).Errors);
    }

    [Fact]
    public void Each_figure_is_taken_by_a_contestant_of_ours_and_by_the_peers() => Assert.All(QueueFigures.All, figure =>
    {
        Assert.True(QueueContestants.Takes(QueueContestants.Ours, figure));
        Assert.True(QueueContestants.Takes(QueueContestants.GraphileWorker, figure));
        Assert.True(QueueContestants.Takes(QueueContestants.PgBossFast, figure));
    });

    [Fact]
    public void A_table_compares_ours_with_each_line_and_says_where_mail_came_faster_than_it_was_handled()
    {
        var scenario = new QueueScenario { Figures = [QueueFigures.Drain, QueueFigures.Latency] };
        var result = new QueueResult("./dev bench queue", "A title.", 0.25, 9000, 4000,
        [
            new QueueLine(QueueContestants.Ours, QueueFigures.Drain, 20_000, 0.05, null, null, null),
            new QueueLine(QueueContestants.PgBoss, QueueFigures.Drain, 5, 3, null, null, null),
            new QueueLine(QueueContestants.Ours, QueueFigures.Latency, 100, 0.5, 1, 2.4, 4.5),
            new QueueLine(QueueContestants.PgBoss, QueueFigures.Latency, 0, 0, 0, null, null),
        ]);
        var table = QueueTable.Of(result, scenario);
        Assert.Contains("A commit took 0.25 ms; 8 connections made 9000 commits a second, 4000 where each notified.", table, StringComparison.Ordinal);
        Assert.Contains("| ours | 20000 | 1.00x | 0.050 |", table, StringComparison.Ordinal);
        Assert.Contains("| pg-boss | 5.00 | 4000.00x | 3.000 |", table, StringComparison.Ordinal);
        Assert.Contains("| ours | 2.4 | 4.5 | 100 % |", table, StringComparison.Ordinal);
        Assert.Contains("| pg-boss |  |  | 0 % |", table, StringComparison.Ordinal);
    }
}
