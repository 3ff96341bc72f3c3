namespace Leadmetrics.Notifications.Tenancy.Suppressing;

/// <summary>The lists as a store keeps them.</summary>
internal sealed class Suppressions(ISuppressionStore store, TimeProvider timeProvider) : ISuppressions
{
    private const int MaxNote = 200;

    public async Task<IReadOnlyList<Suppression>> FindAsync(TenantId tenant, EmailAddress address, CancellationToken cancellationToken = default)
    {
        var found = await store.FindAsync(tenant, [SuppressedAddress.Of(address)], timeProvider.GetStorableNow(), cancellationToken).ConfigureAwait(false);
        return [.. found.OrderBy(entry => entry.Reason)];
    }

    public Task<IReadOnlyList<Suppression>> ListAsync(TenantId tenant, SuppressionQuery? query = null, CancellationToken cancellationToken = default) =>
        store.ListAsync(tenant, query ?? new SuppressionQuery(), timeProvider.GetStorableNow(), cancellationToken);

    public async Task<Suppression> AddAsync(TenantId tenant, EmailAddress address, SuppressionDraft? draft = null, CancellationToken cancellationToken = default)
    {
        draft ??= new SuppressionDraft();
        var now = timeProvider.GetStorableNow();
        if (!Enum.IsDefined(draft.Reason) || !Enum.IsDefined(draft.Scope)) throw new ArgumentException("Reason or scope is none.", nameof(draft));
        if (draft.ExpiresAt <= now) throw new ArgumentException("The entry has ended already.", nameof(draft));
        if (draft.Note is { Length: > MaxNote } || draft.Note?.Contains('\0') == true) throw new ArgumentException($"The note is longer than {MaxNote} characters, or holds a NUL.", nameof(draft));
        var entry = new Suppression
        {
            Tenant = tenant,
            Address = SuppressedAddress.Of(address),
            Reason = draft.Reason,
            Scope = draft.Scope,
            CreatedAt = now,
            ExpiresAt = draft.ExpiresAt?.ToStorable(),
            Note = draft.Note,
        };
        await store.SetAsync(entry, cancellationToken).ConfigureAwait(false);
        return entry;
    }

    public Task<int> RemoveAsync(TenantId tenant, EmailAddress address, SuppressionReason? reason = null, CancellationToken cancellationToken = default) =>
        store.RemoveAsync(tenant, SuppressedAddress.Of(address), reason, cancellationToken);
}
