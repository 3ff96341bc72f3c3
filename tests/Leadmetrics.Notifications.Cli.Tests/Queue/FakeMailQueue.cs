using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Cli.Tests.Queue;

/// <summary>A queue whose looks are given in advance; the last one stays.</summary>
internal sealed class FakeMailQueue(params IReadOnlyList<(QueueStatus Status, QueueHour[] Hours)> looks) : IMailQueue
{
    private int _look;

    public TenantId? Asked { get; private set; }

    public int Looks => _look;

    /// <summary>Called before each look at the status.</summary>
    public Action<int>? Looking { get; set; }

    public Task<QueueStatus> StatusAsync(TenantId? tenant = null, CancellationToken cancellationToken = default)
    {
        Asked = tenant;
        Looking?.Invoke(_look);
        cancellationToken.ThrowIfCancellationRequested();
        var status = looks[Math.Min(_look, looks.Count - 1)].Status;
        _look++;
        return Task.FromResult(status);
    }

    public Task<IReadOnlyList<QueueHour>> HoursAsync(TenantId? tenant = null, int hours = 24, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<QueueHour>>(looks[Math.Clamp(_look - 1, 0, looks.Count - 1)].Hours);

    public Task<QueuedMail?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<QueuedMail>> ListHeldAsync(TenantId tenant, Guid? after = null, int most = 100, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<QueuedMailPage> FindByRecipientAsync(TenantId tenant, EmailAddress recipient, Guid? before = null, int most = 100, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<DeadLetter>> ListDeadAsync(TenantId tenant, DeadLetterCursor? before = null, int most = 100, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<int> RequeueAsync(TenantId tenant, IReadOnlyCollection<Guid>? ids = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<CancelOutcome> CancelAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> SettleAsync(TenantId tenant, Guid id, bool delivered, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task PauseAsync(TenantId tenant, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task ResumeAsync(TenantId tenant, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task SetWeightAsync(TenantId tenant, int weight, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<Breaker>> ListBreakersAsync(TenantId? tenant, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> CloseBreakerAsync(AccountKey account, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
