namespace Leadmetrics.Notifications.Delivery;

/// <summary>A message that something was heard of for a recipient: the furthest of its events.</summary>
/// <param name="MessageId">The Message-ID, without angle brackets.</param>
/// <param name="ProviderId">The row that sent it; <see langword="null"/>: the platform's account, or of a report about SMTP mail, that the row is not known.</param>
/// <param name="Kind">The furthest event; of several of that kind the latest.</param>
/// <param name="Reason">Its reason.</param>
/// <param name="OccurredAt">When it happened.</param>
public sealed record HeardMessage(string MessageId, Guid? ProviderId, DeliveryEventKind Kind, DeliveryReason Reason, DateTimeOffset OccurredAt);
