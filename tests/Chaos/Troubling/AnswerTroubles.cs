using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Chaos.Working;

namespace Leadmetrics.Chaos.Troubling;

/// <summary>What happens to workers at the worst moment: while mail of theirs lies behind its final dot, and its answer is yet to come.</summary>
internal sealed class AnswerTroubles(Fleet fleet, IReadOnlyList<SmtpSink> sinks, TimeSpan lease)
{
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Gathering = TimeSpan.FromSeconds(1);

    public IEnumerable<Trouble> All =>
    [
        new("a worker that stands still behind the dot, for more than two leases", 8, (random, over) => AmidAnswersAsync(random, (worker, sink) => FreezeAsync(worker, sink, lease * (2 + random.NextDouble()), over), over)),
        new("kill -9 of a worker behind the dot", 8, (random, over) => AmidAnswersAsync(random, KillAsync, over)),
    ];

    private static Task KillAsync(WorkerProcess worker, SmtpSink sink)
    {
        worker.KillNow();
        return Task.CompletedTask;
    }

    // Its answers have come when it goes on, and others hold its mail: what it writes then is stale.
    private async Task FreezeAsync(WorkerProcess worker, SmtpSink sink, TimeSpan time, CancellationToken over)
    {
        var standing = fleet.FreezeAsync(worker, time, over);
        try
        {
            await Task.Delay(Answer * 2, TimeProvider.System, over);
            sink.Mood = new SinkMood { Hangs = true };
            await standing;
            await Task.Delay(Gathering, TimeProvider.System, over);
        }
        finally
        {
            sink.Mood = SinkMood.Good;
            await standing;
        }
    }

    private async Task AmidAnswersAsync(Random random, Func<WorkerProcess, SmtpSink, Task> trouble, CancellationToken over)
    {
        var sink = sinks[random.Next(sinks.Count)];
        sink.Mood = new SinkMood { DotDelay = Answer };
        try
        {
            await Task.Delay(Gathering, TimeProvider.System, over);
        }
        finally
        {
            // What lies behind the dot by now waits for its answer all the same.
            sink.Mood = SinkMood.Good;
        }

        if (fleet.Choose(random) is { } worker) await trouble(worker, sink);
    }
}
