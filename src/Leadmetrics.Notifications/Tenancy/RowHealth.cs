namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Whether a row works, as this host's sends find out.</summary>
/// <remarks>
/// States: sound → broken (a send met a failure that is the account's: <c>last_error</c> is set, <see cref="ProviderBroke"/> raised) → sound (a send got as far as a
/// message: the note is cleared, <see cref="ProviderRecovered"/> raised). While broken the note is renewed once a minute at most. Invariants: events tell of this host's own
/// transitions alone, one each; a note that was found in the row (another host's, or of a time before) is cleared by the first send that works, without an event; a note
/// is only ever cleared by its instant, and never while pending settings are there, whose test may have left it. A sound row's send costs one read.
/// </remarks>
internal sealed class RowHealth(TenantId tenant, Guid rowId, string provider, IProviderStore store, ProviderEvents events, TimeProvider timeProvider)
{
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _version;
    private bool _broken;
    private DateTimeOffset? _notedAt;
    private volatile bool _concerned;

    /// <summary>Takes over what the row says of itself when it is loaded.</summary>
    public void Loaded(ProviderRow row)
    {
        lock (_lock)
        {
            _version = row.Version;
            if (row is { LastErrorAt: { } at, PendingConfig: null }) _notedAt = at;
            _concerned = _broken || _notedAt is not null;
        }
    }

    public void Worked()
    {
        if (!_concerned) return;
        lock (_lock)
        {
            if (!_concerned) return;
            var (wasBroken, noted) = (_broken, _notedAt);
            (_broken, _notedAt, _concerned) = (false, null, false);
            events.Note(
                noted is { } at ? cancellationToken => store.ClearLastErrorAsync(tenant, rowId, at, cancellationToken) : null,
                wasBroken ? new ProviderRecovered(tenant, rowId, provider, timeProvider.GetUtcNow()) : null);
        }
    }

    public void Failed(EmailFailure failure)
    {
        if (Failover.IsWorking(failure)) Worked();
        if (!Failover.IsBreak(failure)) return;
        lock (_lock)
        {
            var now = timeProvider.GetStorableNow();
            if (_broken && _notedAt is { } last && now - last < Renewal) return;
            var isNew = !_broken;
            (_broken, _notedAt, _concerned) = (true, now, true);
            var version = _version;
            events.Note(
                cancellationToken => store.SetLastErrorAsync(tenant, rowId, version, ErrorNote.Of(failure), now, cancellationToken),
                isNew ? new ProviderBroke(tenant, rowId, provider, now, failure) : null);
        }
    }
}
