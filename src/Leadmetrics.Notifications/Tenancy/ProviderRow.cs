namespace Leadmetrics.Notifications.Tenancy;

/// <summary>One row of <c>notification_providers</c>, as a store keeps it: configs stay sealed.</summary>
public sealed record ProviderRow
{
    /// <summary>The only channel there is today.</summary>
    public const string EmailChannel = "email";

    /// <summary>Whose row it is.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The row's id, unique within the tenant.</summary>
    public required Guid Id { get; init; }

    /// <summary>The channel; <see cref="EmailChannel"/>.</summary>
    public string Channel { get; init; } = EmailChannel;

    /// <summary>The provider's word, <c>smtp</c>, <c>sendgrid</c> or <c>ses</c>; never changed.</summary>
    public required string Provider { get; init; }

    /// <summary>The sealed settings that serve once verified.</summary>
    public required ReadOnlyMemory<byte> Config { get; init; }

    /// <summary>Sealed settings that wait for their verification while <see cref="Config"/> goes on serving.</summary>
    public ReadOnlyMemory<byte>? PendingConfig { get; init; }

    /// <summary>The id of the key that <see cref="Config"/> is sealed under.</summary>
    public required string ConfigKeyId { get; init; }

    /// <summary>Sealed OAuth2 tokens. They change without an edit: <see cref="IOAuthStateStore"/> reads and writes them.</summary>
    public ReadOnlyMemory<byte>? OAuthState { get; init; }

    /// <summary>SHA-256 of the token in the row's webhook address.</summary>
    public ReadOnlyMemory<byte>? WebhookTokenHash { get; init; }

    /// <summary>Lower comes first.</summary>
    public int Priority { get; init; }

    /// <summary>Whether the row takes part.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Counts edits from 1; an edit names the version it was made on.</summary>
    public long Version { get; init; } = 1;

    /// <summary>When <see cref="Config"/> last passed its verification; <see langword="null"/>: it takes no part.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>What went wrong last, in words a tenant may see.</summary>
    public string? LastError { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>When the row was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the row was last edited.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
