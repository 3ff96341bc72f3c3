namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>An account that mail goes through, as breakers name it.</summary>
/// <param name="Tenant">The tenant's id; empty: the platform's.</param>
/// <param name="Account">For example <c>row:</c> and the row's id, or <c>platform</c>; 1 to 128 characters.</param>
public readonly record struct AccountKey(string Tenant, string Account);
