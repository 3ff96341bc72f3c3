namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>One record of an answer.</summary>
/// <param name="Name">Whose, in lower case without the last dot.</param>
/// <param name="Type">Its type.</param>
/// <param name="Value">TXT: its strings joined, an octet a character. CNAME and MX: the name, empty for the root. A and AAAA: the address.</param>
/// <param name="Preference">MX alone.</param>
internal sealed record DnsRecord(string Name, DnsType Type, string Value, int Preference = 0);
