using System.Text.Json;

namespace Leadmetrics.Notifications.AspNetCore.Providing;

/// <summary>A provider that is added, or an edit of one.</summary>
internal sealed record ProviderBody
{
    /// <summary><c>smtp</c>, <c>sendgrid</c> or <c>ses</c>; an edit cannot change it.</summary>
    public string? Provider { get; init; }

    /// <summary>The settings, secrets included.</summary>
    public JsonElement? Config { get; init; }

    /// <summary>Lower comes first.</summary>
    public int? Priority { get; init; }

    /// <summary>Whether it takes part once verified.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The version that an edit was made on.</summary>
    public long? Version { get; init; }
}
