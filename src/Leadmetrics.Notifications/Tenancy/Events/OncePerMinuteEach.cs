namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Says yes once a minute at most for each account, so that one account's trouble hides no other's.</summary>
/// <remarks>The first 1,000 accounts that ask have a slot of their own; all others share one with what concerns no account. Safe for concurrent use.</remarks>
internal sealed class OncePerMinuteEach(TimeProvider timeProvider)
{
    /// <summary>The most accounts with a slot of their own.</summary>
    public const int MaxAccounts = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, OncePerMinute> _slots = [];
    private readonly OncePerMinute _shared = new(timeProvider);

    /// <param name="account">Whose trouble it is; <see langword="null"/>: it is not known whose.</param>
    public bool IsDue(WebhookAccount? account) => SlotOf(account).IsDue();

    private OncePerMinute SlotOf(WebhookAccount? account)
    {
        if (account is null) return _shared;
        var id = account.RowId ?? Guid.Empty;
        lock (_lock)
        {
            if (_slots.TryGetValue(id, out var slot)) return slot;
            return _slots.Count < MaxAccounts ? _slots[id] = new OncePerMinute(timeProvider) : _shared;
        }
    }
}
