using System.Collections.Concurrent;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Tests.Queue.Working;

/// <summary>A work store that hands out what a test puts in, and keeps what it is told.</summary>
internal sealed class FakeQueue : IQueueWorkStore, IQueueWakeFeed
{
    private readonly Lock _lock = new();
    private readonly List<ClaimedMail> _ready = [];
    private readonly List<(Func<bool> Condition, TaskCompletionSource Met)> _awaited = [];

    public List<ClaimRequest> Requests { get; } = [];

    public List<Settlement> Settlements { get; } = [];

    public List<int> Batches { get; } = [];

    public List<bool> Idle { get; } = [];

    public HashSet<Guid> Lost { get; } = [];

    public ConcurrentQueue<MailLease> Renewed { get; } = new();

    public ConcurrentQueue<MailLease> Marked { get; } = new();

    /// <summary>Thrown by settling, one after the other; null is none.</summary>
    public Queue<Exception?> SettleFailures { get; } = new();

    /// <summary>Awaited within each settling, before its beginning.</summary>
    public Func<Task> Settling { get; set; } = () => Task.CompletedTask;

    /// <summary>Refuses what a test refuses.</summary>
    public Func<Settlement, bool> Refuses { get; set; } = _ => false;

    public Queue<Exception?> ClaimFailures { get; } = new();

    /// <summary>Awaited within each claim, behind its beginning.</summary>
    public Func<Task> Claiming { get; set; } = () => Task.CompletedTask;

    public List<Breaker> Breakers { get; } = [];

    public TimeSpan? NextDue { get; set; }

    public int Gone { get; private set; }

    public Action? Woken { get; private set; }

    public static ClaimedMail Mail(string tenant = "acme", OnUncertain onUncertain = OnUncertain.Resend, int crashes = 0) => new()
    {
        Lease = new MailLease(new TenantId(tenant), Guid.CreateVersion7(), 1),
        MessageId = "id@example.com",
        Date = DateTimeOffset.UnixEpoch,
        OnUncertain = onUncertain,
        Crashes = crashes,
        ExpiresIn = TimeSpan.FromHours(1),
        Body = new byte[] { 1 },
    };

    public void Put(params IEnumerable<ClaimedMail> mails)
    {
        lock (_lock) _ready.AddRange(mails);
    }

    /// <summary>Ends when something holds of what this queue was told.</summary>
    public Task WhenAsync(Func<bool> condition)
    {
        lock (_lock)
        {
            if (condition()) return Task.CompletedTask;
            var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((condition, met));
            return met.Task.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    public async Task<ClaimedMails> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken = default)
    {
        Tell(() => Requests.Add(request));
        await Claiming();
        lock (_lock)
        {
            if (ClaimFailures.TryDequeue(out var failure) && failure is not null) throw failure;
            var suspects = _ready.Where(IsSuspect).Take(request.Suspects ? 1 : 0);
            var ordinary = _ready.Where(mail => !IsSuspect(mail) && !request.Except.Contains(mail.Lease.Tenant)).GroupBy(mail => mail.Lease.Tenant).SelectMany(tenant => tenant.Take(request.Quantum));
            var taken = suspects.Concat(ordinary).Take(request.Most).ToArray();
            _ready.RemoveAll(taken.Contains);
            return new ClaimedMails(taken, [.. Breakers], null, NextDue);
        }
    }

    public Task<IReadOnlyList<bool>> RenewAsync(IReadOnlyList<MailLease> leases, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        Tell(() =>
        {
            foreach (var renewed in leases) Renewed.Enqueue(renewed);
        });
        return Task.FromResult<IReadOnlyList<bool>>([.. leases.Select(renewed => !Lost.Contains(renewed.Id))]);
    }

    public Task<bool> MarkSendingAsync(MailLease lease, CancellationToken cancellationToken = default)
    {
        Marked.Enqueue(lease);
        return Task.FromResult(!Lost.Contains(lease.Id));
    }

    public async Task<IReadOnlyList<bool>> SettleAsync(string worker, IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken = default)
    {
        await Settling();
        lock (_lock)
        {
            if (SettleFailures.TryDequeue(out var failure) && failure is not null) throw failure;
            if (settlements.Any(Refuses)) throw new ArgumentException("The row breaks a rule.", nameof(settlements));
        }

        Tell(() =>
        {
            Batches.Add(settlements.Count);
            Settlements.AddRange(settlements);
        });
        return [.. settlements.Select(settlement => !Lost.Contains(settlement.Lease.Id))];
    }

    public Task<int> RescueAsync(int most, CancellationToken cancellationToken = default) => Task.FromResult(0);

    public async Task ListenAsync(Action listening, Action woken, CancellationToken cancellationToken)
    {
        Woken = woken;
        listening();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    public Task SetIdleAsync(string worker, bool idle, CancellationToken cancellationToken = default)
    {
        Tell(() => Idle.Add(idle));
        return Task.CompletedTask;
    }

    public Task LeaveAsync(string worker, CancellationToken cancellationToken = default)
    {
        Tell(() => Gone++);
        return Task.CompletedTask;
    }

    public Task<int> ForgetAsync(TimeSpan silence, CancellationToken cancellationToken = default) => Task.FromResult(0);

    private static bool IsSuspect(ClaimedMail mail) => mail.Crashes >= Rescuing.SuspectAfter;

    private void Tell(Action told)
    {
        lock (_lock)
        {
            told();
            foreach (var (condition, met) in _awaited)
            {
                if (condition()) met.TrySetResult();
            }
        }
    }
}
