using System.Collections.Frozen;

namespace Leadmetrics.Notifications.Delivery;

/// <summary>Something that became of a mail after it was handed over, in one form for all providers.</summary>
public sealed record DeliveryEvent
{
    /// <summary>Whose mail it was.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The Message-ID of the mail, without angle brackets; at most 998 octets in UTF-8.</summary>
    public required string MessageId { get; init; }

    /// <summary>The row that sent it.</summary>
    /// <value><see langword="null"/>: the platform's account; where <see cref="Provider"/> is <c>smtp</c>, that the row is not known, since a report does not name it.</value>
    public Guid? ProviderId { get; init; }

    /// <summary>The provider's word, such as <c>sendgrid</c>: 1 to 32 of <c>a-z 0-9 -</c>, a letter first.</summary>
    public required string Provider { get; init; }

    /// <summary>The event's id at the provider: it is stored once for each tenant and row. At most 255 characters.</summary>
    public required string EventId { get; init; }

    /// <summary>What became of it.</summary>
    public required DeliveryEventKind Kind { get; init; }

    /// <summary>The recipient, as the envelope carried it; in lower case, at most 320 octets in UTF-8.</summary>
    public required string Recipient { get; init; }

    /// <summary>When it happened, as the provider says; UTC, at most microseconds.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>When it was heard here; UTC, at most microseconds.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Why, where something went wrong.</summary>
    public DeliveryReason Reason { get; init; }

    /// <summary>The receiver's reply code, such as 550; at most 999.</summary>
    public int? Code { get; init; }

    /// <summary>The receiver's enhanced status code (RFC 3463), such as <c>5.1.1</c>; at most 16 characters.</summary>
    public string? EnhancedCode { get; init; }

    /// <summary>What the receiver said; printable, at most 200 characters.</summary>
    public string? Detail { get; init; }

    /// <summary>The link that was followed; at most 2,048 characters.</summary>
    public string? Url { get; init; }

    /// <summary>Whether a program, not a person, opened it: a proxy that fetches images.</summary>
    public bool IsAutomatic { get; init; }

    /// <summary>The message's own facts, where the provider gives them back; at most 64 KiB as JSON.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The event as the provider wrote it; <see langword="null"/> where it is a report (RFC 3464). At most 64 KiB in UTF-8.</summary>
    public string? Raw { get; init; }

    /// <summary>For logs: no address.</summary>
    /// <returns>Kind and provider.</returns>
    public override string ToString() => $"DeliveryEvent {{ Kind = {Kind}, Provider = {Provider}, MessageId = {MessageId} }}";
}
