using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>A message that something was heard of for a recipient.</summary>
internal sealed record HeardMessageAnswer(
    string MessageId,
    [property: JsonConverter(typeof(Word<DeliveryEventKind>))] DeliveryEventKind Status,
    [property: JsonConverter(typeof(Word<DeliveryReason>))] DeliveryReason Reason,
    DateTimeOffset OccurredAt)
{
    public static HeardMessageAnswer Of(HeardMessage message) => new(message.MessageId, message.Kind, message.Reason, message.OccurredAt);
}
