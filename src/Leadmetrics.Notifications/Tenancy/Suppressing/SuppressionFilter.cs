using System.Collections.Frozen;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Smtp;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy.Suppressing;

/// <summary>Finds the recipients that a tenant's mail does not go to.</summary>
/// <remarks>
/// A store that does not answer stops bulk mail, which can wait, and no other: a password reset is worth more than the rare mail to an address that is gone. The
/// operator's log says so, once a minute.
/// </remarks>
internal sealed class SuppressionFilter(ISuppressionStore? store, TimeProvider timeProvider, ILogger<SuppressionFilter> logger)
{
    // The most that a store is asked for at once.
    private const int Piece = 10_000;
    private const long Never = long.MinValue;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private long _told = Never;

    /// <summary>Nobody is left out.</summary>
    public static IReadOnlySet<Mailbox> Nobody { get; } = FrozenSet<Mailbox>.Empty;

    /// <summary>Whether there is a list to look at for a mail.</summary>
    public bool Concerns(SendOptions options) => store is not null && !options.IgnoreSuppressions;

    /// <summary>The suppressed ones among a submission's recipients.</summary>
    /// <exception cref="EmailDeliveryException">The store does not answer, and the mail is bulk mail.</exception>
    public ValueTask<IReadOnlySet<Mailbox>> FindAsync(EmailSubmission submission, TenantId tenant, CancellationToken cancellationToken) => Concerns(submission.Options)
        ? FindAsync(tenant, submission.Recipients, submission.Options.IsBulk || submission.Message.ListUnsubscribe is not null, cancellationToken)
        : ValueTask.FromResult(Nobody);

    /// <summary>The submission without those who are suppressed; itself where nobody is. Somebody is left.</summary>
    public static EmailSubmission Without(EmailSubmission submission, IReadOnlySet<Mailbox> suppressed) => suppressed.Count == 0 ? submission : Narrowed(submission, suppressed);

    /// <summary>The suppressed ones among recipients.</summary>
    /// <exception cref="EmailDeliveryException">The store does not answer, and the mail is bulk mail.</exception>
    public async ValueTask<IReadOnlySet<Mailbox>> FindAsync(TenantId tenant, IReadOnlyList<Mailbox> recipients, bool isBulk, CancellationToken cancellationToken)
    {
        if (store is null) return Nobody;
        var addresses = new string[recipients.Count];
        for (var i = 0; i < addresses.Length; i++) addresses[i] = SuppressedAddress.Of(recipients[i]);
        var entries = new List<Suppression>();
        try
        {
            var now = timeProvider.GetStorableNow();
            foreach (var piece in addresses.Chunk(Piece)) entries.AddRange(await store.FindAsync(tenant, piece, now, cancellationToken).ConfigureAwait(false));
        }
        catch (StoreException failed)
        {
            if (isBulk) throw NotAsked(failed);
            Tell(failed);
            return Nobody;
        }

        if (entries.Count == 0) return Nobody;
        var suppressed = entries.Where(entry => isBulk || entry.Scope == SuppressionScope.All).Select(entry => entry.Address).ToHashSet(StringComparer.Ordinal);
        var found = new HashSet<Mailbox>();
        for (var i = 0; i < addresses.Length; i++)
        {
            if (suppressed.Contains(addresses[i])) found.Add(recipients[i]);
        }

        return found;
    }

    /// <summary>What a sender is told where nobody is left.</summary>
    public static EmailFailure NobodyLeft(string messageId, IReadOnlyList<Mailbox> recipients) => new()
    {
        Kind = FailureKind.RecipientRejected,
        Phase = SendPhase.Resolve,
        Outcome = SendOutcome.Rejected,
        Message = "Everybody that the message is for is on the tenant's suppression list: nothing was sent.",
        Remedy = Remedies.RecipientsSuppressed,
        MessageId = messageId,
        Recipients = [.. recipients.Select(ResultOf)],
    };

    /// <summary>The results in the order of the message's recipients, with those that were left out.</summary>
    public static IReadOnlyList<EmailRecipientResult> Merge(IReadOnlyList<Mailbox> recipients, IReadOnlySet<Mailbox> suppressed, IReadOnlyList<EmailRecipientResult> results)
    {
        var merged = new List<EmailRecipientResult>(recipients.Count);
        var next = 0;
        foreach (var recipient in recipients)
        {
            if (suppressed.Contains(recipient)) merged.Add(ResultOf(recipient));
            else if (next < results.Count) merged.Add(results[next++]);
        }

        return merged;
    }

    // Apart, so that a send with nobody to leave out makes no closure.
    private static EmailSubmission Narrowed(EmailSubmission submission, IReadOnlySet<Mailbox> suppressed) => submission.For([.. submission.Recipients.Where(recipient => !suppressed.Contains(recipient))]);

    private static EmailRecipientResult ResultOf(Mailbox recipient) => new(recipient.ToString(), RecipientOutcome.Suppressed, null);

    private static EmailDeliveryException NotAsked(StoreException failed) => new(
        new EmailFailure
        {
            Kind = failed.IsTransient ? FailureKind.Unavailable : FailureKind.Configuration,
            Phase = SendPhase.Resolve,
            Outcome = failed.IsTransient ? SendOutcome.Deferred : SendOutcome.Rejected,
            Message = "Whether recipients are on the suppression list cannot be told, since the store does not answer: no bulk mail was sent.",
        },
        failed);

    private void Tell(StoreException failed)
    {
        var now = timeProvider.GetTimestamp();
        var last = Volatile.Read(ref _told);
        if (last != Never && timeProvider.GetElapsedTime(last, now) < Pause) return;
        if (Interlocked.CompareExchange(ref _told, now, last) == last) Log.SuppressionsNotAsked(logger, failed);
    }
}
