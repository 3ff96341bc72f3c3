using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Tests.Tenancy.Events;

/// <summary>The contract of <see cref="IDeliveryEventStore"/> with the bounds of the stores' columns, as long as the test.</summary>
internal sealed class EventsInMemory : IDeliveryEventStore
{
    private readonly Lock _lock = new();
    private readonly HashSet<(TenantId Tenant, Guid? Row, string EventId)> _known = [];
    private readonly List<DeliveryEvent> _events = [];

    /// <summary>How many came with each call.</summary>
    public List<int> Calls { get; } = [];

    public List<Suppression> Suppressions { get; } = [];

    public IReadOnlyList<DeliveryEvent> Events
    {
        get { lock (_lock) return [.. _events]; }
    }

    /// <summary>Whether events are thrown away, so that what they take is not this store's.</summary>
    public bool Forgets { get; set; }

    /// <summary>What the next calls fail with, one after the other; <see langword="null"/>: that one does not.</summary>
    public Queue<StoreException?> Failures { get; } = [];

    /// <summary>What the last call could be ended with.</summary>
    public CancellationToken Token { get; private set; }

    /// <summary>Happens while events are being stored.</summary>
    public Action? Added { get; set; }

    public Task<IReadOnlyList<bool>> AddAsync(IReadOnlyList<DeliveryRecord> records, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Assert.InRange(records.Count, 1, 1000);
        if (Failures.TryDequeue(out var failure) && failure is not null) throw failure;
        Token = cancellationToken;
        foreach (var record in records) StoredBounds.Check(record.Event);
        Added?.Invoke();
        lock (_lock)
        {
            Calls.Add(records.Count);
            var isNew = new bool[records.Count];
            for (var i = 0; i < isNew.Length; i++)
            {
                var heard = records[i].Event;
                isNew[i] = Forgets || _known.Add((heard.Tenant, heard.ProviderId, heard.EventId));
                if (!isNew[i] || Forgets) continue;
                _events.Add(heard);
                if (records[i].Suppression is { } suppression) Suppressions.Add(suppression);
            }

            return Task.FromResult<IReadOnlyList<bool>>(isNew);
        }
    }

    public Task<MessageHistory?> FindAsync(TenantId tenant, string messageId, CancellationToken cancellationToken = default)
    {
        var heard = Events.Where(one => one.Tenant == tenant && one.MessageId == messageId).OrderBy(one => one.OccurredAt).ToArray();
        var statuses = heard.GroupBy(one => (one.Recipient, one.ProviderId)).Select(one => one.MaxBy(furthest => (furthest.Kind, furthest.OccurredAt))!)
            .Select(one => new RecipientStatus(one.Recipient, one.ProviderId, one.Kind, one.Reason, one.OccurredAt));
        return Task.FromResult(heard.Length == 0 ? null : new MessageHistory(messageId, [.. statuses], heard));
    }

    public Task<IReadOnlyList<HeardMessage>> ListAsync(TenantId tenant, string recipient, HeardMessage? after, int most, CancellationToken cancellationToken = default) => throw new NotSupportedException("No test of these lists messages.");

    public Task<int> PruneAsync(DateTimeOffset receivedBefore, int most, CancellationToken cancellationToken = default)
    {
        if (Failures.TryDequeue(out var failure) && failure is not null) throw failure;
        lock (_lock)
        {
            var old = _events.Where(one => one.ReceivedAt < receivedBefore).Take(most).ToHashSet();
            _events.RemoveAll(old.Contains);
            Calls.Add(old.Count);
            return Task.FromResult(old.Count);
        }
    }
}
