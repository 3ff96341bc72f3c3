namespace Leadmetrics.Notifications.Delivery;

/// <summary>How far a mail has come for one recipient: the furthest of its events, in whatever order they came.</summary>
/// <param name="Recipient">The recipient, in lower case.</param>
/// <param name="ProviderId">The row that sent it; <see langword="null"/>: the platform's account, or of a report about SMTP mail, that the row is not known.</param>
/// <param name="Kind">The furthest event; of several of that kind the latest.</param>
/// <param name="Reason">Its reason.</param>
/// <param name="OccurredAt">When it happened.</param>
public sealed record RecipientStatus(string Recipient, Guid? ProviderId, DeliveryEventKind Kind, DeliveryReason Reason, DateTimeOffset OccurredAt)
{
    /// <summary>For logs: no address.</summary>
    /// <returns>The kind.</returns>
    public override string ToString() => $"RecipientStatus {{ Kind = {Kind} }}";
}
