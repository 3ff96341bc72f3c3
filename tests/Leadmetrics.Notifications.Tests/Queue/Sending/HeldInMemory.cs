using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Tests.Queue.Sending;

/// <summary>One mail that may be held, for whoever settles held mails.</summary>
internal sealed class HeldInMemory : IQueueAdminStore
{
    public Guid Id { get; } = Guid.CreateVersion7();

    public QueuedMail? Mail { get; set; }

    public List<(TenantId Tenant, Guid Id, bool Delivered)> Settled { get; } = [];

    public int Asked { get; private set; }

    public Task<IReadOnlyDictionary<string, Guid>> FindHeldAsync(TenantId tenant, IReadOnlyCollection<string> messageIds, CancellationToken cancellationToken = default)
    {
        Asked++;
        var held = Mail is { State: QueuedMailState.Held } mail && messageIds.Contains(mail.MessageId) && tenant == Mails.Acme;
        return Task.FromResult<IReadOnlyDictionary<string, Guid>>(held ? new Dictionary<string, Guid> { [Mail!.MessageId] = Id } : []);
    }

    public Task<QueuedMail?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => Task.FromResult(Mail);

    public Task<bool> SettleHeldAsync(TenantId tenant, Guid id, bool delivered, CancellationToken cancellationToken = default)
    {
        Settled.Add((tenant, id, delivered));
        return Task.FromResult(true);
    }

    public Task<QueueStatus> StatusAsync(TenantId? tenant, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<QueueHour>> HoursAsync(TenantId? tenant, int hours, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<QueuedMail>> ListHeldAsync(TenantId tenant, Guid? after, int most, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<QueuedMailPage> FindByRecipientAsync(TenantId tenant, string recipient, Guid? before, int most, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<DeadLetter>> ListDeadAsync(TenantId tenant, DeadLetterCursor? before, int most, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<int> RequeueAsync(TenantId tenant, IReadOnlyCollection<Guid>? ids, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<CancelOutcome> CancelAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task PauseAsync(TenantId tenant, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task ResumeAsync(TenantId tenant, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task SetWeightAsync(TenantId tenant, int weight, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
