using System.Globalization;
using Leadmetrics.Bench.Contestants;
using Leadmetrics.Bench.Delay;
using Leadmetrics.Bench.Servers;
using Leadmetrics.Bench.Workers;

namespace Leadmetrics.Bench.Smtp;

/// <summary>Runs a scenario: one server, all contestants in turns, round by round.</summary>
internal static class ScenarioRunner
{
    private const int WeighedMessages = 20;

    public static async Task<ScenarioResult> RunAsync(Scenario scenario, TextWriter progress, CancellationToken cancellationToken)
    {
        await progress.WriteLineAsync($"{scenario.Name}: {scenario.Command}");
        using var files = await MailFiles.WriteAsync(scenario, cancellationToken);
        await using var server = await BenchServer.StartAsync(scenario, cancellationToken);
        await using var proxy = scenario.RoundTrip > 0 ? new DelayProxy(server.Port, TimeSpan.FromMilliseconds(scenario.RoundTrip / 2.0)) : null;
        var port = proxy?.Port ?? server.Port;
        double? before = proxy is null ? null : await RoundTrip.MeasureAsync(port, cancellationToken);

        var contestants = scenario.Peers.Select(ContestantFactory.Create).ToArray();
        try
        {
            var weights = await WeighAsync(contestants, scenario, server.Port, files, cancellationToken);
            var order = new WorkOrder(port, scenario.Messages, scenario.WarmUp, scenario.Connections, scenario.InFlight, scenario.Senders, files.Folder, files.ContentLength, scenario.Attachment > 0);
            var reports = contestants.ToDictionary(contestant => contestant, _ => new List<WorkReport>());

            // The first round warms up compilers, caches and the server; it does not count.
            for (var round = 0; round <= scenario.Rounds; round++)
            {
                await progress.WriteAsync(round == 0 ? "  warm-up:" : string.Create(CultureInfo.InvariantCulture, $"  round {round} of {scenario.Rounds}:"));
                foreach (var contestant in contestants)
                {
                    var report = await contestant.RunAsync(order, cancellationToken);
                    if (round > 0) reports[contestant].Add(report);
                    await progress.WriteAsync($" {contestant.Name} {FigureTable.Short(scenario.Messages / report.Seconds)}/s");
                }

                await progress.WriteLineAsync();
            }

            // A machine that is busy in between makes the way longer: the mean of both ends.
            double? roundTrip = before is null ? null : (before + await RoundTrip.MeasureAsync(port, cancellationToken)) / 2;
            if (roundTrip is { } measured) await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  round trip: {scenario.RoundTrip} ms asked, {measured:F2} ms measured"));
            return new ScenarioResult(
                scenario.Name, scenario.Command, Title(scenario, roundTrip), scenario.Connections, roundTrip,
                [.. contestants.Select(contestant => Figure(contestant.Name, scenario, reports[contestant], weights[contestant], roundTrip))]);
        }
        finally
        {
            foreach (var contestant in contestants) await contestant.DisposeAsync();
        }
    }

    private static Figures Figure(string name, Scenario scenario, List<WorkReport> reports, double octets, double? roundTrip)
    {
        var perSecond = scenario.Messages / Median.Of(reports.Select(report => report.Seconds));
        var cpu = Median.Of(reports.Select(report => report.CpuSeconds)) / scenario.Messages * 1_000;
        double? allocated = reports[0].AllocatedBytes is null ? null : Median.Of(reports.Select(report => (double)report.AllocatedBytes!)) / scenario.Messages;
        return new Figures(name, perSecond, perSecond * octets / 1e6, cpu, allocated, perSecond * roundTrip / 1_000 / scenario.Connections);
    }

    // What a message weighs on the wire, commands included: counted by a relay, outside of every clock.
    private static async Task<Dictionary<IContestant, double>> WeighAsync(IContestant[] contestants, Scenario scenario, int port, MailFiles files, CancellationToken cancellationToken)
    {
        var weights = new Dictionary<IContestant, double>();
        var messages = scenario.Attachment > 0 ? 1 : WeighedMessages;
        foreach (var contestant in contestants)
        {
            await using var scales = new DelayProxy(port, TimeSpan.Zero);
            await contestant.RunAsync(new WorkOrder(scales.Port, messages, 0, 1, 1, 1, files.Folder, files.ContentLength, scenario.Attachment > 0), cancellationToken);
            weights[contestant] = (double)scales.OctetsToServer / messages;
        }

        return weights;
    }

    private static string Title(Scenario scenario, double? roundTrip)
    {
        var attachment = scenario.Attachment > 0 ? string.Create(CultureInfo.InvariantCulture, $" with an attachment of {scenario.Attachment} octets") : "";
        var far = roundTrip is { } measured ? string.Create(CultureInfo.InvariantCulture, $", {measured:F1} ms round trip") : "";
        var inFlight = scenario.InFlight > 1 ? string.Create(CultureInfo.InvariantCulture, $", MaxInFlight {scenario.InFlight}") : "";
        var connections = scenario.Connections == 1 ? "1 connection" : string.Create(CultureInfo.InvariantCulture, $"{scenario.Connections} connections");
        var chunking = scenario.Server == ServerKind.Sink ? "" : scenario.Chunking ? ", CHUNKING offered" : ", no CHUNKING";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{scenario.Messages} messages of {scenario.Size} octets{attachment} into {scenario.Server.Shown()}{chunking}{far}, {connections}{inFlight}; medians of {scenario.Rounds} rounds in turns.");
    }
}
