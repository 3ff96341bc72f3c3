using Leadmetrics.Chaos.Sinks;

namespace Leadmetrics.Chaos.Troubling;

/// <summary>What happens to the servers that take mail.</summary>
internal sealed class SinkTroubles(IReadOnlyList<SmtpSink> sinks, TimeSpan lease)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(6);

    public IEnumerable<Trouble> All =>
    [
        Mood("a sink that cuts before the dot", 5, new SinkMood { Cut = Cut.BeforeDot }),
        Mood("a sink that cuts behind the dot and throws away", 5, new SinkMood { Cut = Cut.AfterDotLost }),
        Mood("a sink that cuts behind the dot and has taken", 5, new SinkMood { Cut = Cut.AfterDotTaken }),
        Mood("a sink that hangs", 5, new SinkMood { Hangs = true }),
        Mood("a sink that says 450 to recipients", 4, new SinkMood { Recipient = "450 4.2.0 greylisted, come back later" }),
        Mood("a sink that throttles with 450", 3, new SinkMood { Recipient = "450 4.7.1 rate limit exceeded" }),
        Mood("a sink that throttles with 550", 3, new SinkMood { Recipient = "550 5.7.0 too many emails per second, rate limit exceeded" }),
        Mood("a sink that throttles at the dot", 2, new SinkMood { Dot = "450 4.7.1 rate limit exceeded" }),
        Mood("a sink that greets with 554", 3, new SinkMood { Greeting = "554 5.7.1 not you" }, cuts: true),
        Mood("a sink that greets with 421", 3, new SinkMood { Greeting = "421 4.3.2 too busy" }, cuts: true),
        Mood("a sink that refuses the password", 2, new SinkMood { Auth = "535 5.7.8 authentication failed" }, cuts: true),
        Mood("a sink that refuses content with 451", 3, new SinkMood { Dot = "451 4.3.0 try again" }),
        new("a sink that answers the dot after two leases", 3, SlowAsync),
        new("all connections of a sink cut", 5, CutAsync),
    ];

    /// <summary>Makes all sinks good.</summary>
    public void Heal()
    {
        foreach (var sink in sinks) sink.Mood = SinkMood.Good;
    }

    private static async Task WithAsync(SmtpSink sink, SinkMood mood, TimeSpan time, CancellationToken cancellationToken)
    {
        sink.Mood = mood;
        try
        {
            await Task.Delay(time, TimeProvider.System, cancellationToken);
        }
        finally
        {
            sink.Mood = SinkMood.Good;
        }
    }

    private Trouble Mood(string name, int weight, SinkMood mood, bool cuts = false) => new(name, weight, async (random, cancellationToken) =>
    {
        var sink = Choose(random);
        var running = WithAsync(sink, mood, Shortest + ((Longest - Shortest) * random.NextDouble()), cancellationToken);

        // What is said to who connects is heard only by new connections.
        if (cuts) sink.CutAll();
        await running;
    });

    private Task SlowAsync(Random random, CancellationToken cancellationToken) =>
        WithAsync(Choose(random), new SinkMood { DotDelay = lease * 2 * (0.9 + (0.2 * random.NextDouble())) }, Longest, cancellationToken);

    private Task CutAsync(Random random, CancellationToken cancellationToken)
    {
        Choose(random).CutAll();
        return Task.CompletedTask;
    }

    private SmtpSink Choose(Random random) => sinks[random.Next(sinks.Count)];
}
