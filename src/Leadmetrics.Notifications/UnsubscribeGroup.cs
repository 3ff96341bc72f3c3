namespace Leadmetrics.Notifications;

/// <summary>A group of messages that recipients leave together, kept by the provider (SendGrid's <c>asm</c>).</summary>
/// <param name="Id">The group's id at the provider; positive.</param>
public sealed record UnsubscribeGroup(int Id)
{
    /// <summary>The groups that the provider's preferences page shows; at most 25.</summary>
    /// <value>Empty: all of the account's.</value>
    public IReadOnlyList<int> Shown { get; init; } = [];
}
