using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>Which of the mails that this worker holds are sent now, and how many more it may take, and of whom.</summary>
/// <remarks>
/// A mail is waiting → sending → settling → gone; held is any of the first three, unsent the first two. Invariants: no more are sending than <c>Concurrency</c>, of one tenant than <c>ConcurrencyPerTenant</c>, to
/// one destination than <c>ConcurrencyPerDestination</c>; no more are unsent than twice the concurrency, and to one destination than twice its share, so what hangs keeps no place that others could use; and no
/// more are held than four times the concurrency, so memory is bounded whatever the queue holds, and while some are stored others are claimed. Claims pass over tenants of whose mail twice their share is
/// unsent, and those that are known to send to a destination where that is so; what a claim brings for such a one all the same goes back at once. Waiting mails start in the order in which they came, tenant by tenant in turns.
/// A tenant whose account waits is on hold: none of its mail is claimed until then, and afterwards one mail at a time until one went through without a new hold.
/// </remarks>
internal sealed class WorkSlots(QueueingOptions options, TimeProvider timeProvider)
{
    private const int MaxKnown = 20_000;
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly HashSet<HeldMail> _held = [];
    private readonly Dictionary<TenantId, TenantSlots> _tenants = [];
    private readonly Dictionary<string, DestinationSlots> _destinations = new(StringComparer.Ordinal);
    private readonly Dictionary<TenantId, string> _known = [];
    private readonly LinkedList<TenantSlots> _waiting = new();
    private readonly int _mostUnsent = options.Concurrency * 2;
    private readonly int _mostHeld = options.Concurrency * 4;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _sending;
    private int _settling;
    private int _suspects;
    private bool _isShort;
    private bool _isClosed;

    /// <summary>Called where somebody who was passed over may be claimed again, or has to wait until a time that nobody knew of: whoever sleeps has to look anew.</summary>
    public Action Changed { get; set; } = static () => { };

    /// <summary>How many mails are held.</summary>
    public int Held
    {
        get
        {
            lock (_lock) return _held.Count;
        }
    }

    /// <summary>What may be claimed now.</summary>
    /// <param name="worker">Who claims.</param>
    /// <param name="cursor">Behind which tenant.</param>
    /// <param name="quantum">How much of each.</param>
    /// <param name="room">Ends when fewer mails are held or unsent than now.</param>
    /// <returns><see langword="null"/> where there is no room that would be worth a call.</returns>
    public ClaimRequest? Next(string worker, string? cursor, int quantum, out Task room)
    {
        lock (_lock)
        {
            room = _held.Count == 0 ? Task.CompletedTask : _changed.Task;
            // What a full destination holds may not move for long: a quarter of the rest is worth a call, or those beside it would run dry before they are looked after.
            var free = Math.Min(_mostUnsent - (_held.Count - _settling), _mostHeld - _held.Count);
            var full = _destinations.Values.Where(IsFull).Sum(destination => destination.Held);
            if (free < Math.Max(1, (_mostUnsent - full) / 4)) return null;
            var now = timeProvider.GetTimestamp();
            List<TenantId> except = [], oneEach = [];
            _isShort = false;
            foreach (var (tenant, slots) in _tenants)
            {
                if (slots.IsOnHold(now))
                {
                    except.Add(tenant);
                }
                else if (slots.Unsent >= options.ConcurrencyPerTenant * 2 || slots is { IsOnProbation: true, Unsent: > 0 })
                {
                    except.Add(tenant);
                    _isShort = true;
                }
                else if (slots is { IsOnProbation: true, Held: 0 } && timeProvider.GetElapsedTime(slots.HeldUntil, now) > ForgetAfter)
                {
                    _tenants.Remove(tenant);
                }
                else if (slots.IsOnProbation)
                {
                    oneEach.Add(tenant);
                }
            }

            if (!_destinations.Values.Any(IsFull)) return Request(worker, cursor, quantum, free, except, oneEach);
            _isShort = true;
            except.AddRange(_known.Where(known => _destinations.TryGetValue(known.Value, out var destination) && IsFull(destination)).Select(known => known.Key));

            return Request(worker, cursor, quantum, free, except, oneEach);
        }
    }

    /// <summary>Takes mails in.</summary>
    /// <returns>Those that are to be started now, and those that are to go back.</returns>
    public (IReadOnlyList<HeldMail> Started, IReadOnlyList<HeldMail> TooMany) Take(IReadOnlyList<HeldMail> claimed)
    {
        lock (_lock)
        {
            var tooMany = new List<HeldMail>();
            foreach (var held in claimed)
            {
                var tenant = held.Mail.Lease.Tenant;
                _held.Add(held);
                if (held.IsSuspect) _suspects++;
                var slots = SlotsOf_NeedsLock(tenant);
                slots.Held++;
                slots.Unsent++;
                if (held.Destination is { } name && !Reserve_NeedsLock(tenant, name))
                {
                    held.Destination = null;
                    tooMany.Add(held);
                    continue;
                }

                slots.Waiting.Enqueue(held);
                if (slots.Place.List is null) _waiting.AddLast(slots.Place);
            }

            return (Start_NeedsLock(), tooMany);
        }
    }

    /// <summary>A mail is not being sent any more; it is still held until what became of it is stored.</summary>
    /// <returns>Those that are to be started now.</returns>
    public IReadOnlyList<HeldMail> Sent(HeldMail held)
    {
        IReadOnlyList<HeldMail> started;
        bool isRoom;
        lock (_lock)
        {
            _sending--;
            _settling++;
            held.IsSettling = true;
            held.ForgetBody();
            var slots = _tenants[held.Mail.Lease.Tenant];
            slots.Sending--;
            if (held.Destination is { } destination) _destinations[destination].Sending--;
            isRoom = Leave_NeedsLock(held, slots);
            started = Start_NeedsLock();
        }

        if (isRoom) Changed();
        return started;
    }

    /// <summary>What became of a mail is stored, or will never be: it is not held any more.</summary>
    public void Gone(HeldMail held)
    {
        var isRoom = false;
        lock (_lock)
        {
            if (!_held.Remove(held)) return;
            if (held.IsSuspect) _suspects--;
            var slots = _tenants[held.Mail.Lease.Tenant];
            if (held.IsSettling) _settling--;
            else isRoom = Leave_NeedsLock(held, slots);

            // Suspects come one by one: the next one is claimed when this one is gone, or not before the next look.
            isRoom |= held.IsSuspect && _suspects == 0;
            slots.Held--;
            if (slots is { Held: 0, IsOnProbation: false }) _tenants.Remove(held.Mail.Lease.Tenant);
            Tell_NeedsLock();
        }

        if (isRoom) Changed();
    }

    /// <summary>None of a tenant's mail is claimed for a while.</summary>
    public void Hold(TenantId tenant, TimeSpan wait)
    {
        lock (_lock)
        {
            var slots = SlotsOf_NeedsLock(tenant);
            slots.Hold(timeProvider.GetTimestamp() + (long)(wait.TotalSeconds * timeProvider.TimestampFrequency));
        }

        Changed();
    }

    /// <summary>A tenant's mail went through: whatever held it back is over.</summary>
    public void LetGo(TenantId tenant)
    {
        lock (_lock)
        {
            if (_tenants.TryGetValue(tenant, out var slots) && slots.IsOnProbation && !slots.IsOnHold(timeProvider.GetTimestamp())) slots.LetGo();
        }
    }

    /// <summary>How long until a tenant on hold may be claimed again; <see langword="null"/> where none is.</summary>
    public TimeSpan? NextHoldEnd()
    {
        lock (_lock)
        {
            var now = timeProvider.GetTimestamp();
            long? next = null;
            foreach (var slots in _tenants.Values)
            {
                if (slots.IsOnHold(now)) next = next is { } known ? Math.Min(known, slots.HeldUntil) : slots.HeldUntil;
            }

            return next is { } end ? timeProvider.GetElapsedTime(now, end) : null;
        }
    }

    /// <summary>The held mails whose leases end before a timestamp.</summary>
    public IReadOnlyList<HeldMail> EndingBefore(long timestamp)
    {
        lock (_lock) return [.. _held.Where(held => !held.IsLost && held.Until < timestamp)];
    }

    /// <summary>Starts no mail any more, and hands out those that wait.</summary>
    public IReadOnlyList<HeldMail> Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            HeldMail[] waiting = [.. _waiting.SelectMany(slots => slots.Waiting)];
            foreach (var slots in _waiting) slots.Waiting.Clear();
            _waiting.Clear();
            return waiting;
        }
    }

    /// <summary>Ends when fewer mails are held or unsent than now.</summary>
    public Task ChangedAsync(CancellationToken cancellationToken)
    {
        lock (_lock) return _held.Count == 0 ? Task.CompletedTask : _changed.Task.WaitAsync(cancellationToken);
    }

    private ClaimRequest Request(string worker, string? cursor, int quantum, int free, List<TenantId> except, List<TenantId> oneEach) => new()
    {
        Worker = worker,
        Most = free,
        Quantum = Math.Min(Math.Min(quantum, free), options.ConcurrencyPerTenant * 2),
        After = cursor,
        Except = except,
        OneEach = oneEach,
        Suspects = _suspects == 0,
        Lease = options.Lease,
    };

    private bool IsFull(DestinationSlots destination) => destination.Held >= options.ConcurrencyPerDestination * 2;

    // Whether there is room for one more; the tenant's way is remembered, so that the next claim passes over it where there is none.
    private bool Reserve_NeedsLock(TenantId tenant, string name)
    {
        if (_known.Count >= MaxKnown) _known.Clear();
        _known[tenant] = name;
        if (!_destinations.TryGetValue(name, out var destination)) _destinations.Add(name, destination = new DestinationSlots());
        if (IsFull(destination)) return false;
        destination.Held++;
        return true;
    }

    private TenantSlots SlotsOf_NeedsLock(TenantId tenant)
    {
        if (!_tenants.TryGetValue(tenant, out var slots)) _tenants.Add(tenant, slots = new TenantSlots());
        return slots;
    }

    /// <returns>Whether whoever was passed over for want of room is worth a look: half of a share at once, so that nobody is woken for each mail.</returns>
    private bool Leave_NeedsLock(HeldMail held, TenantSlots slots)
    {
        slots.Unsent--;
        var atDestination = held.Destination is { } destination ? --_destinations[destination].Held : 0;
        if (held.Destination is { } left && atDestination == 0) _destinations.Remove(left);
        held.Destination = null;
        Tell_NeedsLock();
        if (!_isShort || slots.Unsent > options.ConcurrencyPerTenant || atDestination > options.ConcurrencyPerDestination) return false;
        _isShort = false;
        return true;
    }

    private List<HeldMail> Start_NeedsLock()
    {
        var started = new List<HeldMail>();
        for (var looked = _waiting.Count; looked > 0 && _sending < options.Concurrency && _waiting.First is { } first && !_isClosed; looked--)
        {
            var slots = first.Value;
            _waiting.RemoveFirst();
            if (slots.Sending < options.ConcurrencyPerTenant && (slots.Waiting.Peek().Destination is not { } name || _destinations[name].Sending < options.ConcurrencyPerDestination))
            {
                var held = slots.Waiting.Dequeue();
                slots.Sending++;
                _sending++;
                if (held.Destination is { } to) _destinations[to].Sending++;
                started.Add(held);

                // One came off: all that wait are worth another look.
                looked = _waiting.Count + 2;
            }

            if (slots.Waiting.Count > 0) _waiting.AddLast(first);
        }

        return started;
    }

    private void Tell_NeedsLock()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}
