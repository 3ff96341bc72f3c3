namespace Leadmetrics.Notifications.AspNetCore.Providing;

/// <summary>How far a test goes.</summary>
internal sealed record TestBody
{
    /// <summary>Whether the sender is tried with MAIL.</summary>
    public bool? TriesSender { get; init; }

    /// <summary>An address to try with RCPT; nothing is sent to it.</summary>
    public string? Recipient { get; init; }
}
