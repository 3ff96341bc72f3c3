namespace Leadmetrics.Notifications.Queue.Sending;

/// <summary>What was called for a mail, and for how long.</summary>
/// <param name="Account">The account; <see langword="null"/>: none was called.</param>
/// <param name="Provider">The provider's word; <see langword="null"/>: none was called.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Recipients">For how many recipients, those left out included: all that were open.</param>
internal readonly record struct SendTry(string? Account, string? Provider, TimeSpan Duration, int Recipients);
