namespace Leadmetrics.Notifications.Delivery;

/// <summary>What is known of a mail after it was handed over.</summary>
/// <param name="MessageId">The Message-ID, without angle brackets.</param>
/// <param name="Recipients">How far it has come, one entry a recipient and account, by recipient.</param>
/// <param name="Events">Everything that was heard, the earliest first; of more than 1,000 the first.</param>
public sealed record MessageHistory(string MessageId, IReadOnlyList<RecipientStatus> Recipients, IReadOnlyList<DeliveryEvent> Events);
