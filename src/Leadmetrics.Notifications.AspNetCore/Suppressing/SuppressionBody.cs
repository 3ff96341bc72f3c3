using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.AspNetCore.Suppressing;

/// <summary>An address that is to get no more mail.</summary>
internal sealed record SuppressionBody
{
    public string? Address { get; init; }

    [JsonConverter(typeof(Word<SuppressionReason>))]
    public SuppressionReason? Reason { get; init; }

    [JsonConverter(typeof(Word<SuppressionScope>))]
    public SuppressionScope? Scope { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public string? Note { get; init; }
}
