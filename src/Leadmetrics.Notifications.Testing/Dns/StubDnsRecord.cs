namespace Leadmetrics.Notifications.Testing;

/// <summary>A record of a stub's zone: its owner in lower case, its type's number, and its data as octets without compression.</summary>
internal sealed record StubDnsRecord(string Owner, int Type, byte[] Data, string? Alias);
