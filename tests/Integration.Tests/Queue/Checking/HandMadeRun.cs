using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Producing;
using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Integration.Queue.Checking;

/// <summary>What a run leaves behind, written by hand: two workers, and mails that went through whatever a test says. Seconds count from the run's beginning.</summary>
internal sealed class HandMadeRun
{
    internal const string One = "worker1.test";
    internal const string Two = "worker2.test";
    private const int FirstProcess = 101;
    private const int SecondProcess = 102;
    private static readonly DateTimeOffset Began = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<LedgerEntry> _ledger = [];
    private readonly List<Receipt> _receipts = [];
    private readonly List<JobRow> _jobs = [];
    private readonly List<AttemptRow> _attempts = [];
    private readonly List<DeadRow> _dead = [];
    private readonly List<MessageRow> _messages = [];

    public Findings Findings { get; } = new();

    public Outcome Outcome => new()
    {
        Ledger = _ledger,
        Receipts = _receipts,
        Jobs = _jobs,
        Attempts = _attempts,
        Dead = _dead,
        Messages = _messages,
        Workers = new Dictionary<string, int> { [One] = FirstProcess, [Two] = SecondProcess },
    };

    public IReadOnlyCollection<string> Found => Outcome.Check();

    public static DateTimeOffset At(double seconds) => Began.AddSeconds(seconds);

    /// <summary>What a worker is called in the database.</summary>
    public static string NameOf(string client) => $"machine/{(client == One ? FirstProcess : SecondProcess)}/00ff00ff";

    /// <summary>A call that queues a mail.</summary>
    public void Called(string subject, Fate fate = Fate.Acknowledged, Guid? id = null, Func<Wanted, Wanted>? change = null)
    {
        var wanted = new Wanted { Subject = subject, Tenant = new TenantId("acme") };
        _ledger.Add(new LedgerEntry(change?.Invoke(wanted) ?? wanted, fate, fate == Fate.Acknowledged ? id : null));
    }

    /// <summary>A mail's row.</summary>
    public Guid Stored(Guid? id = null)
    {
        var given = id ?? Guid.NewGuid();
        _messages.Add(new MessageRow("acme", given, MessageIdOf(given)));
        return given;
    }

    /// <summary>A mail that is acknowledged and stored.</summary>
    public Guid Queued(string subject, Func<Wanted, Wanted>? change = null)
    {
        var id = Stored();
        Called(subject, id: id, change: change);
        return id;
    }

    /// <summary>A mail that went at once.</summary>
    public Guid Sent(string subject, Func<Wanted, Wanted>? change = null)
    {
        var id = Queued(subject, change);
        Arrived(id, subject, One, 2);
        Tried(id, 1, AttemptOutcome.Sent, One, 2);
        return id;
    }

    public void Arrived(Guid id, string subject, string client, double at) => _receipts.Add(new Receipt("sink", client, MessageIdOf(id), subject, ["jane@customer.test"], At(at), At(at)));

    public void Tried(Guid id, long fence, AttemptOutcome outcome, string client, double at) => _attempts.Add(new AttemptRow("acme", id, At(at).UtcDateTime, fence, NameOf(client), outcome));

    public void Live(Guid id, int state = JobRow.Ready, long fence = 0) => _jobs.Add(new JobRow("acme", id, state, fence, 0, 0, null, null));

    public void Died(Guid id, DeadReason reason = DeadReason.Poison) => _dead.Add(new DeadRow("acme", id, reason, 0));

    private static string MessageIdOf(Guid id) => $"{id:N}@acme.test";
}
