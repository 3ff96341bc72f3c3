using System.Text.Json.Nodes;

namespace Leadmetrics.Notifications.Providers;

/// <summary>Settings as they may be shown.</summary>
/// <param name="Json">The known properties without secrets.</param>
/// <param name="HasSecret">Whether there are secrets beside them. Not a property of theirs: what is shown is sent back, and would be stored.</param>
internal sealed record ShownConfig(JsonObject Json, bool HasSecret);
