namespace Leadmetrics.Bench.Queue;

/// <summary>The contestants' names on the command line and in files.</summary>
internal static class QueueContestants
{
    /// <summary>Our store alone: octets in, claims and settlements by loops that do nothing else.</summary>
    public const string OursStore = "ours-store";

    /// <summary>Our worker with a courier that does nothing: the queue's engine, as the peers' empty handlers measure theirs.</summary>
    public const string OursEngine = "ours-engine";

    /// <summary>Our mailer and our worker: from <c>EmailMessage</c> to a provider, without limits.</summary>
    public const string Ours = "ours";

    /// <summary>The same with a limit on each tenant's account that is never reached.</summary>
    public const string OursLimited = "ours-limited";

    public const string GraphileWorker = "graphile-worker";

    public const string GraphileWorkerFast = "graphile-worker-fast";

    public const string PgBoss = "pg-boss";

    public const string PgBossFast = "pg-boss-fast";

    /// <summary>All, in the order of their turns.</summary>
    public static IReadOnlyList<string> All { get; } = [OursStore, OursEngine, Ours, OursLimited, GraphileWorker, GraphileWorkerFast, PgBoss, PgBossFast];

    /// <summary>Whether a contestant has something of its own to show in a figure.</summary>
    public static bool Takes(string name, string figure) => name switch
    {
        OursStore => figure is not (QueueFigures.DrainSmtp or QueueFigures.Latency),
        OursEngine => figure is QueueFigures.Drain or QueueFigures.Latency,
        OursLimited => figure is QueueFigures.Drain or QueueFigures.DrainSmtp,
        _ => true,
    };

    /// <summary>A name as tables show it.</summary>
    public static string Shown(string name) => name switch
    {
        OursStore => "ours (store)",
        OursEngine => "ours (engine)",
        OursLimited => "ours, limited",
        GraphileWorkerFast => "graphile-worker (batches)",
        PgBossFast => "pg-boss (batches)",
        _ => name,
    };

    /// <summary>Starts a contestant's program.</summary>
    public static ChildProcess Start(string name) => name switch
    {
        GraphileWorker => Node("graphile-worker", "default"),
        GraphileWorkerFast => Node("graphile-worker", "fast"),
        PgBoss => Node("pg-boss", "default"),
        PgBossFast => Node("pg-boss", "fast"),
        _ => new ChildProcess(ChildProcess.Self, [QueueWorkerCommand.Name, name]),
    };

    private static ChildProcess Node(string package, string mode)
    {
        var peers = Path.Combine(Checkout.Root, "tests", "peers");
        if (!Directory.Exists(Path.Combine(peers, "node_modules", package))) throw new BenchException($"{package} is missing: run npm ci in tests/peers (./dev test does it).");
        return new ChildProcess("node", [Path.Combine(AppContext.BaseDirectory, "Queue", "Peers", package + ".js"), peers, mode]);
    }
}
