namespace Leadmetrics.Notifications.Testing;

/// <summary>One RCPT of a transaction.</summary>
/// <param name="Address">The address between the angle brackets.</param>
/// <param name="Reply">What the server answered, without the line end.</param>
/// <param name="Accepted">The answer was positive.</param>
/// <param name="Parameters">What stood behind the address, such as <c>NOTIFY</c>; keys in capitals.</param>
public sealed record ReceivedRecipient(string Address, string Reply, bool Accepted, IReadOnlyDictionary<string, string> Parameters);
