namespace Leadmetrics.Notifications.AspNetCore;

/// <summary>The authorization policies that the API's routes demand. One that the host does not define is its default policy.</summary>
public static class NotificationsPolicies
{
    /// <summary>To see providers, the queue, messages and suppressions.</summary>
    public const string Read = "notifications.read";

    /// <summary>To send, to queue and to cancel.</summary>
    public const string Send = "notifications.send";

    /// <summary>To test a provider, which calls its server.</summary>
    public const string Test = "notifications.test";

    /// <summary>To set up providers, to pause the queue, to requeue and settle mail, to edit suppressions.</summary>
    public const string Manage = "notifications.manage";

    internal static IReadOnlyList<string> All { get; } = [Read, Send, Test, Manage];
}
