using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.AspNetCore.Providing;

/// <summary>A provider as it is shown; no secret is in it.</summary>
internal sealed record ProviderAnswer
{
    public required Guid Id { get; init; }

    public required string Provider { get; init; }

    public required int Priority { get; init; }

    public required bool Enabled { get; init; }

    public required long Version { get; init; }

    public required DateTimeOffset? VerifiedAt { get; init; }

    public required bool HasPendingConfig { get; init; }

    public required string? LastError { get; init; }

    public required DateTimeOffset? LastErrorAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required JsonObject? Config { get; init; }

    public required bool HasSecret { get; init; }

    public required bool HasWebhook { get; init; }

    public required IReadOnlyList<WarningAnswer> Warnings { get; init; }

    public static ProviderAnswer Of(ProviderView view) => new()
    {
        Id = view.Id,
        Provider = view.Provider,
        Priority = view.Priority,
        Enabled = view.Enabled,
        Version = view.Version,
        VerifiedAt = view.VerifiedAt,
        HasPendingConfig = view.HasPendingConfig,
        LastError = view.LastError,
        LastErrorAt = view.LastErrorAt,
        CreatedAt = view.CreatedAt,
        UpdatedAt = view.UpdatedAt,
        Config = view.Config,
        HasSecret = view.HasSecret,
        HasWebhook = view.HasWebhook,
        Warnings = [.. view.Warnings.Select(WarningAnswer.Of)],
    };
}
