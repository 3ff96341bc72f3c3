using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Queue;

/// <summary>The queue as hosts see it: checks what they ask, and asks the stores.</summary>
internal sealed class MailQueue(IQueueAdminStore store, IBreakerStore breakers, TimeProvider timeProvider) : IMailQueue
{
    private const int MaxHours = 168;
    private const int MaxPage = 1000;
    private const int MaxWeight = 100;

    // Whoever searches waits for the answer.
    private static readonly TimeSpan Searched = TimeSpan.FromSeconds(2);

    public Task<QueueStatus> StatusAsync(TenantId? tenant = null, CancellationToken cancellationToken = default) => store.StatusAsync(tenant, cancellationToken);

    public Task<IReadOnlyList<QueueHour>> HoursAsync(TenantId? tenant = null, int hours = 24, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hours, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hours, MaxHours);
        return store.HoursAsync(tenant, hours, cancellationToken);
    }

    public Task<QueuedMail?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => store.FindAsync(tenant, id, cancellationToken);

    public Task<QueuedMailPage> FindByRecipientAsync(TenantId tenant, EmailAddress recipient, Guid? before = null, int most = 100, CancellationToken cancellationToken = default)
    {
        CheckPage(most);
        return SearchAsync(tenant, SuppressedAddress.Of(recipient), before, most, cancellationToken);
    }

    public Task<IReadOnlyList<QueuedMail>> ListHeldAsync(TenantId tenant, Guid? after = null, int most = 100, CancellationToken cancellationToken = default)
    {
        CheckPage(most);
        return store.ListHeldAsync(tenant, after, most, cancellationToken);
    }

    public Task<IReadOnlyList<DeadLetter>> ListDeadAsync(TenantId tenant, DeadLetterCursor? before = null, int most = 100, CancellationToken cancellationToken = default)
    {
        CheckPage(most);
        return store.ListDeadAsync(tenant, before, most, cancellationToken);
    }

    public Task<int> RequeueAsync(TenantId tenant, IReadOnlyCollection<Guid>? ids = null, CancellationToken cancellationToken = default) => store.RequeueAsync(tenant, ids, cancellationToken);

    public Task<CancelOutcome> CancelAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => store.CancelAsync(tenant, id, cancellationToken);

    public Task<bool> SettleAsync(TenantId tenant, Guid id, bool delivered, CancellationToken cancellationToken = default) => store.SettleHeldAsync(tenant, id, delivered, cancellationToken);

    public Task PauseAsync(TenantId tenant, CancellationToken cancellationToken = default) => store.PauseAsync(tenant, cancellationToken);

    public Task ResumeAsync(TenantId tenant, CancellationToken cancellationToken = default) => store.ResumeAsync(tenant, cancellationToken);

    public Task SetWeightAsync(TenantId tenant, int weight, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weight, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weight, MaxWeight);
        return store.SetWeightAsync(tenant, weight, cancellationToken);
    }

    public Task<IReadOnlyList<Breaker>> ListBreakersAsync(TenantId? tenant, CancellationToken cancellationToken = default) => breakers.ListAsync(tenant, cancellationToken);

    public Task<bool> CloseBreakerAsync(AccountKey account, CancellationToken cancellationToken = default)
    {
        if (account.Tenant is null || string.IsNullOrEmpty(account.Account)) throw new ArgumentException("The key names no account.", nameof(account));
        return breakers.CloseAsync(account, cancellationToken);
    }

    private async Task<QueuedMailPage> SearchAsync(TenantId tenant, string recipient, Guid? before, int most, CancellationToken cancellationToken)
    {
        var began = timeProvider.GetTimestamp();
        var found = new List<QueuedMail>();
        QueuedMailPage step;
        do
        {
            step = await store.FindByRecipientAsync(tenant, recipient, before, most - found.Count, cancellationToken).ConfigureAwait(false);
            found.AddRange(step.Mails);
            before = step.Next;
        }
        while (before is not null && found.Count < most && timeProvider.GetElapsedTime(began) < Searched);

        return step with { Mails = found };
    }

    private static void CheckPage(int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MaxPage);
    }
}
