namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>By what a report may name its message.</summary>
public enum BounceMatching
{
    /// <summary>By the token of the address that it came to, or, where that has none, by a Message-ID of this library at a domain that the tenant sends from.</summary>
    AnyOfOurs = 0,

    /// <summary>By the token alone: for a mailbox that only accounts with <c>bounces.verp</c> send from.</summary>
    TokenOnly = 1,
}
