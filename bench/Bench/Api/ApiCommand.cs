using System.CommandLine;

namespace Leadmetrics.Bench.Api;

/// <summary><c>bench api</c>: requests that queue a mail, over HTTP into a real host, on PostgreSQL and on SQLite.</summary>
internal static class ApiCommand
{
    public static Command Create()
    {
        var usual = new ApiScenario();
        var seconds = Numbers.Option("--seconds", usual.Seconds, 1, 3_600, "Seconds of a run, behind two that do not count.");
        var callers = Numbers.Option("--callers", usual.Callers, 1, 1_000, "Connections that send a request each at a time.");
        var rate = Numbers.Option("--rate", usual.Rate, 0, 100_000, "Requests a second, each at its time, whether the one before was answered or not; 0: as many as are answered.");
        var store = new Option<string[]>("--store") { DefaultValueFactory = _ => [.. ApiScenario.Stores], Description = $"Measures these alone; repeatable: {string.Join(", ", ApiScenario.Stores)}." };
        store.AcceptOnlyFromAmong([.. ApiScenario.Stores]);
        var command = new Command("api", "Requests a second that queue a mail over HTTP, and how long an answer takes; host, database and callers share this machine.") { seconds, callers, rate, store };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var scenario = new ApiScenario { Seconds = parsed.GetValue(seconds), Callers = parsed.GetValue(callers), Rate = parsed.GetValue(rate) };
            foreach (var name in parsed.GetValue(store)!.Distinct()) Console.WriteLine(await ApiRunner.RunAsync(scenario, name, cancellationToken));
            return 0;
        });
        return command;
    }
}
