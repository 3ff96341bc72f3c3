using System.Globalization;
using Leadmetrics.Bench.Workers;

namespace Leadmetrics.Bench.Contestants;

/// <summary>Postfix's own C client, with its connections kept (-d).</summary>
/// <remarks>
/// It knows no warm-up and no clock. So it runs twice, once with the warm-up's messages alone and once with all, and the difference counts:
/// that takes start, connections and greetings out, as they are for the others.
/// </remarks>
internal sealed class SmtpSourceContestant : IContestant
{
    private const string Installed = "/usr/sbin/smtp-source";
    private const double Least = 1e-6;

    // It makes up its content octet by octet before it connects: with a large one that takes longer than to send it, and the difference needs more messages.
    private const long LargeContent = 1_000_000;
    private const int TimesForLarge = 10;

    public string Name => ContestantNames.SmtpSource;

    public async Task<WorkReport> RunAsync(WorkOrder order, CancellationToken cancellationToken)
    {
        var before = order.WarmUp == 0 ? (Seconds: 0, Cpu: 0) : await MeasureAsync(order, order.WarmUp, cancellationToken);
        var times = order.WarmUp > 0 && order.ContentLength >= LargeContent ? TimesForLarge : 1;
        var (seconds, cpu) = await MeasureAsync(order, order.WarmUp + (order.Messages * times), cancellationToken);
        return new WorkReport(Math.Max(Least, seconds - before.Seconds) / times, Math.Max(0, cpu - before.Cpu) / times, null);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<(double Seconds, double Cpu)> MeasureAsync(WorkOrder order, int messages, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "-d", "-s", Number(Math.Min(order.Connections, messages)), "-m", Number(messages), "-l", Number(order.ContentLength),
            "-f", "from@bench.test", "-t", "to@bench.test", $"127.0.0.1:{Number(order.Port)}",
        ];
        var cpu = ChildrenCpu.Seconds();
        var started = TimeProvider.System.GetTimestamp();
        await ChildProcess.RunAsync(File.Exists(Installed) ? Installed : "smtp-source", arguments, cancellationToken);
        return (TimeProvider.System.GetElapsedTime(started).TotalSeconds, ChildrenCpu.Seconds() - cpu);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
