using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>A tenant's provider as it may be shown: no secret in it.</summary>
public sealed record ProviderView
{
    /// <summary>The row's id.</summary>
    public required Guid Id { get; init; }

    /// <summary><c>smtp</c>, <c>sendgrid</c> or <c>ses</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>Lower comes first.</summary>
    public required int Priority { get; init; }

    /// <summary>Whether it takes part.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Counts edits from 1; an edit names the version it was made on.</summary>
    public required long Version { get; init; }

    /// <summary>When the serving settings last passed their test; <see langword="null"/>: it takes no part.</summary>
    public required DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>Whether an edit waits for its test while the verified settings go on serving.</summary>
    public required bool HasPendingConfig { get; init; }

    /// <summary>What went wrong last.</summary>
    public required string? LastError { get; init; }

    /// <summary>When that was.</summary>
    public required DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last edited.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The latest settings, known properties only, without secrets: edited, they may be sent back. <see langword="null"/> where they cannot be opened.</summary>
    public required JsonObject? Config { get; init; }

    /// <summary>Whether the latest settings hold a secret, which is never shown; <see langword="false"/> where they cannot be opened.</summary>
    public bool HasSecret { get; init; }

    /// <summary>Whether it has a webhook: events are taken at the address with its token.</summary>
    public bool HasWebhook { get; init; }

    /// <summary>What looks wrong in the settings.</summary>
    public required IReadOnlyList<ProviderWarning> Warnings { get; init; }
}
