using System.Text.Json;

namespace Leadmetrics.Notifications.AspNetCore.Sending;

/// <summary>A message to send now.</summary>
internal sealed record SendBody
{
    public JsonElement? Message { get; init; }

    public SendOptions? Options { get; init; }
}
