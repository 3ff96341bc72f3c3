using Leadmetrics.Notifications.Queue.Sending;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Tests.Queue.Working;

/// <summary>A courier that does what a test says, and counts how many mails it carries at once.</summary>
internal sealed class FakeCourier : IMailCourier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _now = new(StringComparer.Ordinal);
    private readonly List<(int Count, TaskCompletionSource Met)> _awaited = [];

    /// <summary>What is done with a mail; passes the gate and is done where a test says nothing.</summary>
    public Func<ClaimedMail, Func<CancellationToken, ValueTask>, CancellationToken, Task<CourierReport>> Deliver { get; set; } = async (mail, gate, cancellationToken) =>
    {
        await gate(cancellationToken);
        return Done(mail);
    };

    public Func<TenantId, string?> Destination { get; set; } = tenant => $"smtp.{tenant}.example:587";

    /// <summary>How it is found; by <see cref="Destination"/>, at once, where a test says nothing.</summary>
    public Func<TenantId, ValueTask<string?>>? Finding { get; set; }

    public Dictionary<string, int> Most { get; } = new(StringComparer.Ordinal);

    public List<ClaimedMail> Begun { get; } = [];

    public List<ClaimedMails> Learned { get; } = [];

    public static CourierReport Done(ClaimedMail mail) => new(new Settlement { Lease = mail.Lease, Kind = SettlementKind.Done, Attempt = new MailAttempt { Outcome = AttemptOutcome.Sent } });

    public static CourierReport Released(ClaimedMail mail, TimeSpan hold) => new(new Settlement { Lease = mail.Lease, Kind = SettlementKind.Release }, hold);

    public void Learn(ClaimedMails claim) => Learned.Add(claim);

    public ValueTask<string?> FindDestinationAsync(TenantId tenant, CancellationToken cancellationToken) => Finding?.Invoke(tenant) ?? ValueTask.FromResult(Destination(tenant));

    public async Task<CourierReport> DeliverAsync(ClaimedMail mail, Func<CancellationToken, ValueTask> gate, CancellationToken cancellationToken)
    {
        string[] keys = ["all", mail.Lease.Tenant.Value, Destination(mail.Lease.Tenant) ?? ""];
        lock (_lock)
        {
            foreach (var key in keys)
            {
                _now[key] = _now.GetValueOrDefault(key) + 1;
                Most[key] = Math.Max(Most.GetValueOrDefault(key), _now[key]);
            }

            Begun.Add(mail);
            foreach (var (count, met) in _awaited.Where(waiter => Begun.Count >= waiter.Count)) met.TrySetResult();
        }

        try
        {
            return await Deliver(mail, gate, cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                foreach (var key in keys) _now[key]--;
            }
        }
    }

    /// <summary>Ends when so many mails were begun.</summary>
    public Task WhenBegunAsync(int count)
    {
        lock (_lock)
        {
            if (Begun.Count >= count) return Task.CompletedTask;
            var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((count, met));
            return met.Task.WaitAsync(TestContext.Current.CancellationToken);
        }
    }
}
