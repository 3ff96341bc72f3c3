using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Delivery.Bounces;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Makes delivery events of a report. Pure: the same report gives the same event ids.</summary>
internal static class BounceEvents
{
    /// <summary>The events, one a recipient whose address is one, action and code.</summary>
    public static IEnumerable<DeliveryEvent> Of(BounceReport report, TenantId tenant, string messageId, Guid? providerId, DateTimeOffset now) => report.Recipients
        .Select(said => EventOf(report, said, tenant, messageId, providerId, now))
        .OfType<DeliveryEvent>()
        .DistinctBy(made => made.EventId);

    private static DeliveryEvent? EventOf(BounceReport report, BouncedRecipient said, TenantId tenant, string messageId, Guid? providerId, DateTimeOffset now)
    {
        // Whom the envelope named; the address behind an alias is the receiver's own affair.
        if (Spelled(said.OriginalRecipient) is not { } recipient && (recipient = Spelled(said.Recipient)) is null) return null;
        var kind = KindOf(report.Kind, said.Action);
        var word = report.Kind == BounceReportKind.Complaint ? "complained" : said.Action.ToString().ToLowerInvariant();
        var known = Encoding.UTF8.GetBytes($"{messageId}\0{recipient}\0{word}\0{said.EnhancedCode}");
        return new DeliveryEvent
        {
            Tenant = tenant,
            MessageId = messageId,
            ProviderId = providerId,
            Provider = ProviderWords.Smtp,
            EventId = $"bounce-{Convert.ToHexStringLower(SHA256.HashData(known))}",
            Kind = kind,
            Recipient = recipient,
            OccurredAt = Past(said.LastAttemptAt ?? report.Date, now),
            ReceivedAt = now,
            Reason = said.Reason,
            Code = said.Code,
            EnhancedCode = said.EnhancedCode,
            Detail = said.DiagnosticText is { } text ? ServerText.Sanitize(text) : null,
        };
    }

    // Relayed and expanded are the last that will ever be heard, and say that a server took the mail.
    private static DeliveryEventKind KindOf(BounceReportKind kind, BounceAction action) => (kind, action) switch
    {
        (BounceReportKind.Complaint, _) => DeliveryEventKind.Complained,
        (_, BounceAction.Failed) => DeliveryEventKind.Bounced,
        (_, BounceAction.Delayed) => DeliveryEventKind.Deferred,
        _ => DeliveryEventKind.Delivered,
    };

    private static string? Spelled(string? address) =>
        address is not null && new EmailAddress(address) { AllowQuotedLocalPart = true }.TryToMailbox(out var mailbox, out _) ? SuppressedAddress.Of(mailbox) : null;

    // A report cannot tell of the future, whatever its clock says: it would stand before all that is yet to come.
    private static DateTimeOffset Past(DateTimeOffset? said, DateTimeOffset now) => said < now ? said.Value : now;
}
