using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Leadmetrics.Bench.Recording;

namespace Leadmetrics.Bench.Queue;

/// <summary><c>bench queue</c>: the queue beside graphile-worker and pg-boss, on one PostgreSQL.</summary>
internal static class QueueCommand
{
    private const string Delay = "--commit-delay";
    private const int LongestDelay = 100;

    public static Command Create()
    {
        var usual = new QueueScenario();
        var seconds = Numbers.Option("--seconds", usual.Seconds, 1, 3_600, "Seconds of a round; of a drain at most.");
        var rounds = Numbers.Option("--rounds", usual.Rounds, 1, 1_000, "Rounds that count, beside a first one that does not; their median is shown.");
        var messages = Numbers.Option("--messages", usual.Messages, 1_000, 10_000_000, "Mails of a drain.");
        var delay = new Option<int>(Delay)
        {
            Description = $"How much longer each commit takes, such as 2ms, as on a disk of the network; 0ms to {LongestDelay}ms.",
            HelpName = "TIME",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                var number = text.EndsWith("ms", StringComparison.Ordinal) ? text[..^2] : text;
                if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= LongestDelay) return milliseconds;
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{Delay} takes whole milliseconds from 0ms to {LongestDelay}ms, not \"{text}\"."));
                return 0;
            },
        };
        var peers = new Option<string[]>("--peer") { DefaultValueFactory = _ => [.. QueueContestants.All], Description = $"Measures these alone; repeatable: {string.Join(", ", QueueContestants.All)}." };
        peers.AcceptOnlyFromAmong([.. QueueContestants.All]);
        var figures = new Option<string[]>("--figure") { DefaultValueFactory = _ => [.. QueueFigures.All], Description = $"Measures these alone; repeatable: {string.Join(", ", QueueFigures.All)}." };
        figures.AcceptOnlyFromAmong([.. QueueFigures.All]);
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." };
        var command = new Command("queue", "Mails a second into and out of the queue, and how long one waits: ours, graphile-worker, pg-boss, on one PostgreSQL with fsync on.")
        {
            seconds, rounds, messages, delay, peers, figures, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var scenario = new QueueScenario
            {
                Seconds = parsed.GetValue(seconds),
                Rounds = parsed.GetValue(rounds),
                Messages = parsed.GetValue(messages),
                CommitDelay = parsed.GetValue(delay),
                Peers = [.. parsed.GetValue(peers)!.Distinct()],
                Figures = [.. QueueFigures.All.Intersect(parsed.GetValue(figures)!)],
            };
            var result = await QueueRunner.RunAsync(scenario, Console.Error, cancellationToken);
            Console.Write(QueueTable.Of(result, scenario));
            if (parsed.GetValue(json) is { } file) await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(result, BenchJson.Default.QueueResult) + "\n", cancellationToken);
            return 0;
        });
        return command;
    }
}
