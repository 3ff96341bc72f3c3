namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>What a report says of one recipient.</summary>
public sealed record BouncedRecipient
{
    /// <summary>The address that the server had to do with, after aliases and forwarding: Final-Recipient. At most 320 characters.</summary>
    public required string Recipient { get; init; }

    /// <summary>The address that the sender gave, where the report says it: Original-Recipient.</summary>
    public string? OriginalRecipient { get; init; }

    /// <summary>What the server did.</summary>
    public required BounceAction Action { get; init; }

    /// <summary>The enhanced status code (RFC 3463), such as <c>5.1.1</c>: the Status field, or what the refusing server said where that is more exact.</summary>
    /// <value><see langword="null"/>: there is none, or the reporting server made it of the reply code alone and the words speak of something else.</value>
    public string? EnhancedCode { get; init; }

    /// <summary>The reply code in the diagnostic, such as 550.</summary>
    public int? Code { get; init; }

    /// <summary>What the refusing server said, without the type in front; printable, at most 1,000 characters.</summary>
    public string? DiagnosticText { get; init; }

    /// <summary>The server that said it.</summary>
    public string? RemoteMta { get; init; }

    /// <summary>When it was last tried.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>Until when a delayed mail is tried.</summary>
    public DateTimeOffset? WillRetryUntil { get; init; }

    /// <summary>Why, in one word for all servers.</summary>
    public DeliveryReason Reason { get; init; }

    /// <summary>For logs: no address.</summary>
    /// <returns>Action, code and reason.</returns>
    public override string ToString() => $"BouncedRecipient {{ Action = {Action}, EnhancedCode = {EnhancedCode}, Reason = {Reason} }}";
}
