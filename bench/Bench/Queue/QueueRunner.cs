using System.Globalization;
using System.Text.Json;
using Leadmetrics.Bench.Recording;
using Leadmetrics.Bench.Smtp;
using Leadmetrics.Peers;
using Npgsql;

namespace Leadmetrics.Bench.Queue;

/// <summary>Runs a comparison of queues: one durable server, a database for each contestant, figure by figure in turns.</summary>
internal static class QueueRunner
{
    public static async Task<QueueResult> RunAsync(QueueScenario scenario, TextWriter progress, CancellationToken cancellationToken)
    {
        await progress.WriteLineAsync(scenario.Command);
        await using var postgres = new PostgresPeer(new PostgresPeerOptions { Durable = true });
        await postgres.StartAsync(cancellationToken);
        await DelayCommitsAsync(postgres, scenario.CommitDelay, cancellationToken);
        await using var sink = new SmtpSinkPeer();
        if (scenario.Figures.Contains(QueueFigures.DrainSmtp)) await sink.StartAsync(cancellationToken);
        var commits = await CommitTimes.MeasureAsync(await postgres.CreateDatabaseAsync(cancellationToken), cancellationToken);
        await progress.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"  a commit takes {commits.Milliseconds:F2} ms; 8 connections: {commits.PerSecond:F0} commits/s, {commits.NotifyingPerSecond:F0}/s where each notifies"));

        var contestants = new Dictionary<string, (ChildProcess Program, NpgsqlConnectionStringBuilder Database)>();
        var lines = new List<QueueLine>();
        try
        {
            foreach (var name in scenario.Peers)
            {
                contestants[name] = (QueueContestants.Start(name), new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync(cancellationToken)));
            }

            foreach (var figure in scenario.Figures)
            {
                var taking = scenario.Peers.Where(name => QueueContestants.Takes(name, figure)).ToArray();
                var reports = taking.ToDictionary(name => name, _ => new List<QueueReport>());

                // The first round warms up compilers, connections and the server; it does not count.
                for (var round = 0; round <= scenario.Rounds; round++)
                {
                    await progress.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"  {figure}, {(round == 0 ? "warm-up" : $"round {round} of {scenario.Rounds}")}:"));
                    foreach (var name in taking)
                    {
                        var (program, database) = contestants[name];
                        var order = Order(scenario, figure, database, scenario.Figures.Contains(QueueFigures.DrainSmtp) ? sink.Port : 0);
                        await program.WriteLineAsync(JsonSerializer.Serialize(order, BenchLines.Default.QueueOrder), cancellationToken);
                        var report = JsonSerializer.Deserialize(await program.ReadLineAsync(cancellationToken), BenchLines.Default.QueueReport) ?? throw new BenchException($"{name} reported nothing.");
                        if (round > 0) reports[name].Add(report);
                        await progress.WriteAsync(Said(name, report));
                    }

                    await progress.WriteLineAsync();
                }

                lines.AddRange(taking.Select(name => Line(name, figure, reports[name])));
            }
        }
        finally
        {
            foreach (var (program, _) in contestants.Values) await program.DisposeAsync();
        }

        return new QueueResult(scenario.Command, Title(scenario), commits.Milliseconds, commits.PerSecond, commits.NotifyingPerSecond, lines);
    }

    // commit_delay holds the one who writes the log for all who wait; without a floor of siblings it does so at every commit, as a disk of the network would.
    private static async Task DelayCommitsAsync(PostgresPeer postgres, int milliseconds, CancellationToken cancellationToken)
    {
        if (milliseconds == 0) return;
        await postgres.ExecuteAsync(
            string.Create(CultureInfo.InvariantCulture, $"ALTER SYSTEM SET commit_delay = {milliseconds * 1_000}; ALTER SYSTEM SET commit_siblings = 0; SELECT pg_reload_conf();"), cancellationToken: cancellationToken);
    }

    private static QueueOrder Order(QueueScenario scenario, string figure, NpgsqlConnectionStringBuilder database, int smtpPort) => new(
        figure, database.Host!, database.Port, database.Username!, database.Database!, scenario.Seconds, scenario.Messages, scenario.Connections, scenario.Concurrency, scenario.BodySize, scenario.Batch,
        scenario.Rate, smtpPort, scenario.Tenants);

    private static QueueLine Line(string name, string figure, List<QueueReport> reports)
    {
        var handled = reports.Where(report => report.Asked is > 0).Select(report => (double)report.Count / report.Asked!.Value).ToArray();
        return new QueueLine(
            name,
            figure,
            Median.Of(reports.Select(report => report.Count / report.Seconds)),
            Median.Of(reports.Select(report => report.Count == 0 ? 0 : report.CpuSeconds / report.Count * 1_000)),
            handled.Length == 0 ? null : Median.Of(handled),
            Middle(reports.Select(report => report.P50)),
            Middle(reports.Select(report => report.P99)));
    }

    private static double? Middle(IEnumerable<double?> values) => values.OfType<double>().ToArray() is { Length: > 0 } some ? Median.Of(some) : null;

    private static string Said(string name, QueueReport report) => report.Asked is null
        ? $" {name} {FigureTable.Short(report.Count / report.Seconds)}/s"
        : string.Create(CultureInfo.InvariantCulture, $" {name} {report.P50:F1}/{report.P99:F1} ms");

    private static string Title(QueueScenario scenario)
    {
        var delay = scenario.CommitDelay > 0 ? string.Create(CultureInfo.InvariantCulture, $"commits {scenario.CommitDelay} ms longer") : "commits as fast as the disk";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Mails of {scenario.BodySize} octets on PostgreSQL (fsync and synchronous_commit on, {delay}); medians of {scenario.Rounds} rounds of {scenario.Seconds} s in turns.");
    }
}
