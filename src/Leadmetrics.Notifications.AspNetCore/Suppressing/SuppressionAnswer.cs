using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.AspNetCore.Suppressing;

/// <summary>An entry of the tenant's suppression list.</summary>
internal sealed record SuppressionAnswer
{
    public required string Address { get; init; }

    [JsonConverter(typeof(Word<SuppressionReason>))]
    public required SuppressionReason Reason { get; init; }

    [JsonConverter(typeof(Word<SuppressionScope>))]
    public required SuppressionScope Scope { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public required string? MessageId { get; init; }

    public required string? Note { get; init; }

    public static SuppressionAnswer Of(Suppression entry) => new()
    {
        Address = entry.Address,
        Reason = entry.Reason,
        Scope = entry.Scope,
        CreatedAt = entry.CreatedAt,
        ExpiresAt = entry.ExpiresAt,
        MessageId = entry.MessageId,
        Note = entry.Note,
    };
}
