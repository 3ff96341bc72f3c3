namespace Leadmetrics.Notifications.Tenancy;

/// <summary>An edit of a tenant's provider; what is <see langword="null"/> stays.</summary>
public sealed record ProviderChange
{
    /// <summary>The version that the edit was made on.</summary>
    /// <value><see langword="null"/>: whatever version is there; where somebody else writes meanwhile, it is made again on what they wrote.</value>
    public long? Version { get; init; }

    /// <summary>
    /// New settings as a whole JSON object in UTF-8. Secrets that it leaves out are kept, but only while host, port, TLS, user and authority stay as they are.
    /// On a verified row it waits for its test, and the verified settings go on serving.
    /// </summary>
    public ReadOnlyMemory<byte>? Config { get; init; }

    /// <summary>Lower comes first.</summary>
    public int? Priority { get; init; }

    /// <summary>Whether it takes part.</summary>
    public bool? Enabled { get; init; }
}
