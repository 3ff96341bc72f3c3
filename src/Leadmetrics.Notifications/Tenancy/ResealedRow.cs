using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>What a row looks like under the active key.</summary>
/// <param name="Replacement">What to write; <see langword="null"/>: nothing.</param>
/// <param name="Kind">The most that was done to one of its columns.</param>
/// <param name="Failure">Which columns cannot be opened, and why; <see langword="null"/>: none. They are left as they are.</param>
internal sealed record ResealedRow(SealedReplacement? Replacement, Rewrapping Kind, string? Failure);
