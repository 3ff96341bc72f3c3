using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Delivery.Bounces;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Reads reports, matches them to messages, and hands in what they say.</summary>
internal sealed class BounceReports(DeliveryIntake intake, IEmailProviderResolver resolver, TimeProvider timeProvider, ILogger<BounceReports> logger) : IBounceReports
{
    public async Task<BounceOutcome> ReceiveAsync(TenantId tenant, Stream report, Guid? providerId = null, BounceMatching matching = BounceMatching.AnyOfOurs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        _ = tenant.Value;
        if (await BounceParser.ParseAsync(report, cancellationToken).ConfigureAwait(false) is not { } read) return new BounceOutcome(BounceOutcomeKind.NotAReport);
        var messageId = await MatchAsync(tenant, read, matching, cancellationToken).ConfigureAwait(false);
        DeliveryEvent[] events = messageId is null ? [] : [.. BounceEvents.Of(read, tenant, messageId, providerId, timeProvider.GetStorableNow())];
        if (events.Length == 0)
        {
            Log.BounceUnmatched(logger, read.Kind.ToString(), messageId is null ? "no message of ours" : "no recipient");
            return new BounceOutcome(BounceOutcomeKind.Unmatched) { MessageId = messageId, Report = read };
        }

        var added = await intake.AddAsync(events, cancellationToken).ConfigureAwait(false);
        Log.BounceStored(logger, read.Kind.ToString(), added, events.Length);
        return new BounceOutcome(BounceOutcomeKind.Stored) { Stored = added, MessageId = messageId, Report = read };
    }

    private async ValueTask<string?> MatchAsync(TenantId tenant, BounceReport report, BounceMatching matching, CancellationToken cancellationToken)
    {
        var quoted = report.OriginalMessageId;
        if (!VerpAddress.TryRead(report.DeliveredTo, out _)) return matching == BounceMatching.TokenOnly ? null : await OfTenantAsync(tenant, quoted, cancellationToken).ConfigureAwait(false);
        string[] known = quoted is null ? [] : [quoted[(quoted.LastIndexOf('@') + 1)..].ToLowerInvariant()];
        if (!VerpAddress.TryRead(report.DeliveredTo, known, out var messageId)
            && !VerpAddress.TryRead(report.DeliveredTo, await SenderDomainsAsync(tenant, cancellationToken).ConfigureAwait(false), out messageId)) return null;
        return quoted is null || messageId.Equals(quoted, StringComparison.OrdinalIgnoreCase) ? messageId : null;
    }

    // Other programs mint Message-IDs of the same form; one that sends from the tenant's own domain cannot be told apart.
    private async ValueTask<string?> OfTenantAsync(TenantId tenant, string? messageId, CancellationToken cancellationToken)
    {
        if (!VerpAddress.IsOwn(messageId)) return null;
        var domain = messageId[(messageId.LastIndexOf('@') + 1)..];
        return (await SenderDomainsAsync(tenant, cancellationToken).ConfigureAwait(false)).Contains(domain, StringComparer.OrdinalIgnoreCase) ? messageId : null;
    }

    // A Message-ID is minted at the domain of the route's first sender, which may be another than the bounce address has.
    private async ValueTask<string[]> SenderDomainsAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        try
        {
            var route = await resolver.ResolveAsync(tenant, cancellationToken).ConfigureAwait(false);
            return [.. route.Candidates.Select(candidate => candidate.Sender.ToMailbox("from").Domain).Distinct(StringComparer.Ordinal)];
        }
        catch (EmailDeliveryException none) when (none.Kind == FailureKind.Configuration)
        {
            // Nobody sends for the tenant any more: there are no domains to try, and there will not be any the next time.
            return [];
        }
    }
}
