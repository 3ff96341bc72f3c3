namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Whether a row works, as its sends find out.</summary>
/// <remarks>
/// States: sound → broken (a send met a failure that is the account's: <c>last_error</c> is set, <see cref="ProviderBroke"/> raised) → sound (a send got as far as a
/// message: the note is cleared, <see cref="ProviderRecovered"/> raised). While broken the note is renewed once a minute at most. Invariants: one event a transition;
/// only a note of this kind is ever cleared, by its instant, so that what a test of pending settings found stays. A sound row's send costs one read.
/// </remarks>
internal sealed class RowHealth(TenantId tenant, Guid rowId, string provider, IProviderStore store, ProviderEvents events, TimeProvider timeProvider)
{
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _version;
    private DateTimeOffset? _notedAt;
    private volatile bool _broken;

    /// <summary>Takes over what the row says of itself when it is loaded.</summary>
    public void Loaded(ProviderRow row)
    {
        lock (_lock)
        {
            // An edit makes it another account: what was found of the one before says nothing.
            if (row.Version != _version && row.LastError is null) (_broken, _notedAt) = (false, null);
            _version = row.Version;

            // With pending settings the error may be their test's, which no send refutes.
            if (row is { LastError: not null, PendingConfig: null }) (_broken, _notedAt) = (true, row.LastErrorAt);
        }
    }

    public void Worked()
    {
        if (!_broken) return;
        lock (_lock)
        {
            if (!_broken) return;
            var noted = _notedAt;
            (_broken, _notedAt) = (false, null);
            events.Note(
                noted is { } at ? cancellationToken => store.ClearLastErrorAsync(tenant, rowId, at, cancellationToken) : null,
                new ProviderRecovered(tenant, rowId, provider, timeProvider.GetUtcNow()));
        }
    }

    public void Failed(EmailFailure failure)
    {
        if (Failover.IsWorking(failure)) Worked();
        if (!Failover.IsBreak(failure)) return;
        lock (_lock)
        {
            var now = timeProvider.GetUtcNow();
            now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
            var isNew = !_broken;
            if (!isNew && _notedAt is { } last && now - last < Renewal) return;
            (_broken, _notedAt) = (true, now);
            var version = _version;
            events.Note(
                cancellationToken => store.SetLastErrorAsync(tenant, rowId, version, failure.Message, now, cancellationToken),
                isNew ? new ProviderBroke(tenant, rowId, provider, now, failure) : null);
        }
    }
}
