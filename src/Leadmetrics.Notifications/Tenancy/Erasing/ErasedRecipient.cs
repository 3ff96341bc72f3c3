namespace Leadmetrics.Notifications.Tenancy.Erasing;

/// <summary>What was removed of a recipient.</summary>
/// <param name="LastErrors">Last errors of provider rows that held the address.</param>
public sealed record ErasedRecipient(int LastErrors);
