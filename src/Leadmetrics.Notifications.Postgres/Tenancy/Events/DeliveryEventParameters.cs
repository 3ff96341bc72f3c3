using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Postgres.Tenancy.Events;

/// <summary>Events and what follows from them as arrays, one a column. NUL and lone surrogates, which PostgreSQL refuses, become U+FFFD; recipients are in lower case.</summary>
internal static class DeliveryEventParameters
{
    public static PostgresParameters Of(IReadOnlyList<DeliveryEvent> events) => Statuses(events)
        .Texts("event_ids", events.Select(e => StorableText.Fit(e.EventId)))
        .Integers("codes", events.Select(e => e.Code))
        .Texts("enhanced_codes", events.Select(e => StorableText.Fit(e.EnhancedCode)))
        .Texts("details", events.Select(e => StorableText.Fit(e.Detail)))
        .Texts("urls", events.Select(e => StorableText.Fit(e.Url)))
        .Booleans("automatic", events.Select(e => e.IsAutomatic))
        .Texts("providers", events.Select(e => StorableText.Fit(e.Provider)))
        .Texts("metadata", events.Select(e => DeliveryMetadata.Write(e.Metadata)))
        .Texts("raw", events.Select(e => StorableText.Fit(e.Raw)));

    public static PostgresParameters Statuses(IReadOnlyList<DeliveryEvent> events) => new PostgresParameters()
        .Texts("tenants", events.Select(e => e.Tenant.Value))
        .Uuids("provider_ids", events.Select(e => e.ProviderId ?? Guid.Empty))
        .Texts("message_ids", events.Select(e => StorableText.Fit(e.MessageId)))
        .Texts("recipients", events.Select(e => StorableText.Fit(e.Recipient).ToLowerInvariant()))
        .Smallints("kinds", events.Select(e => (short)e.Kind))
        .Smallints("reasons", events.Select(e => (short)e.Reason))
        .Instants("occurred", events.Select(e => (DateTimeOffset?)e.OccurredAt))
        .Instants("received", events.Select(e => (DateTimeOffset?)e.ReceivedAt));

    public static PostgresParameters Suppressions(IReadOnlyList<Suppression> made) => new PostgresParameters()
        .Texts("tenants", made.Select(s => s.Tenant.Value))
        .Texts("addresses", made.Select(s => s.Address))
        .Smallints("reasons", made.Select(s => (short)s.Reason))
        .Smallints("scopes", made.Select(s => (short)s.Scope))
        .Instants("created", made.Select(s => (DateTimeOffset?)s.CreatedAt))
        .Instants("expires", made.Select(s => s.ExpiresAt))
        .Texts("message_ids", made.Select(s => StorableText.Fit(s.MessageId)))
        .Texts("notes", made.Select(s => StorableText.Fit(s.Note)));
}
