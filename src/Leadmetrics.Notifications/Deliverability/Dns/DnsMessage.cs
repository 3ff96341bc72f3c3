namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>What a server sent.</summary>
internal sealed record DnsMessage
{
    public required ushort Id { get; init; }

    public required bool IsResponse { get; init; }

    /// <summary>TC: the rest did not fit, and is to be had by TCP.</summary>
    public required bool IsTruncated { get; init; }

    public required DnsCode Code { get; init; }

    /// <summary>The question echoed, in lower case; <see langword="null"/>: there is none, or more than one.</summary>
    public (string Name, DnsType Type)? Question { get; init; }

    public IReadOnlyList<DnsRecord> Answers { get; init; } = [];

    /// <summary>Whether it answers this query and no other.</summary>
    public bool IsAnswerTo(ushort id, string name, DnsType type) => IsResponse && Id == id && Question is { } asked && asked.Type == type && asked.Name == name;
}
