using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>How far a mail has come for one recipient.</summary>
internal sealed record RecipientStatusAnswer(
    string Recipient,
    [property: JsonConverter(typeof(Word<DeliveryEventKind>))] DeliveryEventKind Status,
    [property: JsonConverter(typeof(Word<DeliveryReason>))] DeliveryReason Reason,
    DateTimeOffset OccurredAt)
{
    public static RecipientStatusAnswer Of(RecipientStatus status) => new(status.Recipient, status.Kind, status.Reason, status.OccurredAt);
}
