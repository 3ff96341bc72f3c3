using System.Collections.Frozen;

namespace Leadmetrics.Notifications;

/// <summary>One recipient of an <see cref="EmailBatch"/>, and what only their mail says.</summary>
/// <param name="To">The recipient.</param>
public sealed record EmailBatchRecipient(EmailAddress To)
{
    /// <summary>What stands for <c>{{key}}</c>; every key that the message names has a value.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Facts given back with delivery events, beside the message's own <see cref="EmailMessage.Metadata"/> and before them.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>How this recipient leaves the list.</summary>
    public ListUnsubscribe? ListUnsubscribe { get; init; }

    /// <summary>For logs: no address.</summary>
    /// <returns>The type's name.</returns>
    public override string ToString() => nameof(EmailBatchRecipient);
}
