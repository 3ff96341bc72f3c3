using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>Something that was heard of a mail after it was handed over.</summary>
internal sealed record EventAnswer
{
    [JsonConverter(typeof(Word<DeliveryEventKind>))]
    public required DeliveryEventKind Kind { get; init; }

    public required string Recipient { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    [JsonConverter(typeof(Word<DeliveryReason>))]
    public required DeliveryReason Reason { get; init; }

    public required int? Code { get; init; }

    public required string? EnhancedCode { get; init; }

    public required string? Detail { get; init; }

    public required string? Url { get; init; }

    public required bool IsAutomatic { get; init; }

    public required string Provider { get; init; }

    public static EventAnswer Of(DeliveryEvent heard) => new()
    {
        Kind = heard.Kind,
        Recipient = heard.Recipient,
        OccurredAt = heard.OccurredAt,
        Reason = heard.Reason,
        Code = heard.Code,
        EnhancedCode = heard.EnhancedCode,
        Detail = heard.Detail,
        Url = heard.Url,
        IsAutomatic = heard.IsAutomatic,
        Provider = heard.Provider,
    };
}
