namespace Leadmetrics.Notifications.Providers;

/// <summary>What settings that are wrong were probably meant to be: only properties that would change, none of them a secret.</summary>
public sealed record ProviderSuggestion
{
    /// <summary>The server's name.</summary>
    public string? Host { get; init; }

    /// <summary>The port.</summary>
    public int? Port { get; init; }

    /// <summary>Whether TLS is spoken from the first byte.</summary>
    public bool? Secure { get; init; }

    /// <summary>The user name.</summary>
    public string? User { get; init; }

    /// <summary>The region.</summary>
    public string? Region { get; init; }
}
