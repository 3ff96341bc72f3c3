using System.Globalization;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.SendGrid.Events;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Takes SendGrid's events: whose token, how large, how old, who signed, what it says, in this order, so that each step costs only who passed the one before.</summary>
/// <remarks>
/// Invariants: nothing is stored of a body that was not signed by the account's key, or of which any part is malformed; events are the account's own (a row's tenant and id
/// are the row's, whatever the events say); an event is stored once and told once, however often it comes. A body is held whole, in pooled memory and at most
/// <see cref="WebhookOptions.MaxBody"/>; of its events only 1,000 at a time are. What goes wrong here is logged once a
/// minute and account at most: a provider tries again and again. What a store refuses for good is dropped and told of, and all around it is stored: the provider's next try would end the same way.
/// </remarks>
internal sealed class DeliveryWebhooks(WebhookAccounts accounts, DeliveryIntake intake, WebhookOptions options, TimeProvider timeProvider, ILogger<DeliveryWebhooks> logger) : IDeliveryWebhooks
{
    /// <summary>How far ahead of this host's clock a provider's may be.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    private readonly OncePerMinuteEach _unavailable = new(timeProvider);
    private readonly OncePerMinuteEach _refused = new(timeProvider);
    private readonly OncePerMinuteEach _unknown = new(timeProvider);
    private readonly OncePerMinuteEach _dropped = new(timeProvider);

    public async Task<WebhookAnswer> ReceiveAsync(string provider, string token, WebhookRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(request);
        if (provider != ProviderWords.SendGrid) return new WebhookAnswer(WebhookStatus.UnknownToken);
        WebhookAccount? account = null;
        try
        {
            account = await accounts.FindAsync(token, cancellationToken).ConfigureAwait(false);
            if (account is null) return new WebhookAnswer(WebhookStatus.UnknownToken);
            return await ReceiveAsync(account, request, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException unanswered)
        {
            if (_unavailable.IsDue(account)) Log.WebhookUnavailable(logger, unanswered);
            return new WebhookAnswer(WebhookStatus.Unavailable);
        }
    }

    private async Task<WebhookAnswer> ReceiveAsync(WebhookAccount account, WebhookRequest request, CancellationToken cancellationToken)
    {
        using var body = await WebhookBody.ReadAsync(request, options.MaxBody, cancellationToken).ConfigureAwait(false);
        if (body is null) return Refuse(account, WebhookStatus.TooLarge, "it is larger than Webhooks:MaxBody");
        if (await accounts.PublicKeyAsync(account, cancellationToken).ConfigureAwait(false) is not { } key) return Refuse(account, WebhookStatus.Refused, "the account has no webhookPublicKey");
        if (!IsOfNow(request.Timestamp)) return Refuse(account, WebhookStatus.Refused, "its timestamp is none, too old or ahead of this clock");
        if (!SendGridSignature.Verify(key, request.Signature, request.Timestamp, body.Octets.Span)) return Refuse(account, WebhookStatus.Refused, "it is not signed by the account's webhookPublicKey");
        var scope = new SendGridEventScope(account.Tenant, account.RowId, timeProvider.GetStorableNow());
        if (SendGridEvents.TryOpen(body.Octets, scope) is not { } events) return Refuse(account, WebhookStatus.Malformed, "it is signed and no list of events");
        return await StoreAsync(account, events, cancellationToken).ConfigureAwait(false);
    }

    private async Task<WebhookAnswer> StoreAsync(WebhookAccount account, SendGridEvents events, CancellationToken cancellationToken)
    {
        var (stored, known, refused) = (0, 0, 0);
        StoreException? refusal = null;
        var chunk = new List<DeliveryEvent>();
        bool more;
        do
        {
            chunk.Clear();
            more = events.Read(chunk, DeliveryIntake.MaxEvents);
            await AddAsync(chunk).ConfigureAwait(false);
        }
        while (more);
        var counts = events.Counts;
        if (counts.Unknown > 0 && _unknown.IsDue(account)) Log.UnknownEventsPassedOver(logger, counts.Unknown, account.Name);
        var dropped = refused + counts.Unstorable;
        if (dropped > 0 && _dropped.IsDue(account)) Log.DeliveryEventsDropped(logger, dropped, account.Name, refusal?.Message ?? "an address or an event's id is longer than a store keeps");
        return new WebhookAnswer(WebhookStatus.Stored) { Stored = stored, Known = known, Foreign = counts.Foreign, PassedOver = counts.PassedOver + counts.Unknown, Dropped = dropped };

        // By halves, down to the events that the store refuses; each call stores all it is given or none.
        async Task AddAsync(IReadOnlyList<DeliveryEvent> some)
        {
            try
            {
                var fresh = await intake.AddAsync(some, cancellationToken).ConfigureAwait(false);
                stored += fresh;
                known += some.Count - fresh;
                return;
            }
            catch (StoreException no) when (no.Failure == StoreFailure.Refused)
            {
                refusal = no;
            }

            if (some.Count == 1)
            {
                refused++;
                return;
            }

            await AddAsync([.. some.Take(some.Count / 2)]).ConfigureAwait(false);
            await AddAsync([.. some.Skip(some.Count / 2)]).ConfigureAwait(false);
        }
    }

    private bool IsOfNow(string? timestamp)
    {
        if (!SendGridSignature.IsTimestamp(timestamp)) return false;
        var age = timeProvider.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp!, NumberStyles.None, CultureInfo.InvariantCulture));
        return age <= options.MaxAge && age >= -MaxAhead;
    }

    private WebhookAnswer Refuse(WebhookAccount account, WebhookStatus status, string reason)
    {
        if (_refused.IsDue(account)) Log.WebhookRefused(logger, account.Name, (int)status, reason);
        return new WebhookAnswer(status);
    }
}
