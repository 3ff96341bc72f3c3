namespace Leadmetrics.Notifications.Providers.SendGrid.Events;

/// <summary>What a body held beside events for us.</summary>
/// <param name="Foreign">Events of mail that this account sent otherwise, or for another tenant.</param>
/// <param name="PassedOver">Events of kinds that are known and concern no mail of ours.</param>
/// <param name="Unknown">Events of kinds that this version does not know.</param>
/// <param name="Unstorable">Events of ours that no store can keep: the recipient or the event's id is longer than they hold, or cannot be text.</param>
internal readonly record struct SendGridEventCounts(int Foreign, int PassedOver, int Unknown, int Unstorable = 0);
