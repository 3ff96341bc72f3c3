using Leadmetrics.Notifications.Deliverability.Dns;

namespace Leadmetrics.Notifications.Deliverability.Dmarc;

/// <summary>What stands at <c>_dmarc</c> of one domain.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Answer">What DNS said.</param>
internal sealed record DmarcNode(string Domain, DnsAnswer Answer)
{
    public string Name { get; } = NameOf(Domain);

    public IReadOnlyList<string> Texts { get; } = [.. Answer.Records.Select(record => record.Value).Where(DmarcRecord.IsRecord)];

    /// <summary>The only record; <see langword="null"/>: there is none, or several, of which receivers use none.</summary>
    public DmarcRecord? Record { get; } = Answer.Records.Select(record => record.Value).Where(DmarcRecord.IsRecord).ToArray() is [var only] ? DmarcRecord.Read(only) : null;

    public static string NameOf(string domain) => $"_dmarc.{domain}";
}
