using System.Globalization;
using Leadmetrics.Notifications.Deliverability.Dns;

namespace Leadmetrics.Notifications.Deliverability.Spf;

/// <summary>Judges which servers may send for a domain (RFC 7208).</summary>
internal static class SpfCheck
{
    private const int MaxLength = 450;

    /// <summary>Checks a domain's record, and whether it includes what is expected.</summary>
    /// <param name="dns">Whom to ask.</param>
    /// <param name="domain">Whose record it is.</param>
    /// <param name="isEnvelopes">Whether receivers are known to ask for this domain's record; where mail may leave under another envelope domain, it may do without.</param>
    /// <param name="includes">What it has to include: where something is expected, it has to be there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<DomainSection> CheckAsync(IDnsLookup dns, string domain, bool isEnvelopes, IReadOnlyList<string> includes, CancellationToken cancellationToken)
    {
        var section = new SectionBuilder(domain);
        var answer = await dns.LookupAsync(domain, DnsType.Txt, cancellationToken).ConfigureAwait(false);
        if (section.TellTrouble(answer, domain)) return section.Build();
        var texts = answer.Records.Select(record => record.Value).Where(SpfRecord.IsRecord).ToArray();
        foreach (var text in texts) section.AddRecord(text);
        switch (texts)
        {
            case [var only]:
                await JudgeAsync(dns, section, domain, SpfRecord.Read(only), includes, cancellationToken).ConfigureAwait(false);
                break;
            case []:
                TellMissing(section, answer, isEnvelopes || includes.Count > 0);
                break;
            default:
                section.Fail(DomainRemedies.SpfMultiple);
                break;
        }

        return section.Build();
    }

    private static void TellMissing(SectionBuilder section, DnsAnswer answer, bool isNeeded)
    {
        if (answer.Records.FirstOrDefault(record => SpfRecord.LooksLikeRecord(record.Value)) is { } meant)
        {
            section.AddRecord(meant.Value);
            section.Fail(DomainRemedies.SpfVersion);
        }
        else if (answer.Status == DnsStatus.NoSuchName) section.Fail(DomainRemedies.DomainNotFound);
        else section.Add(DomainRemedies.SpfMissing, isNeeded ? FindingSeverity.Failure : FindingSeverity.Warning);
    }

    private static async Task JudgeAsync(IDnsLookup dns, SectionBuilder section, string domain, SpfRecord record, IReadOnlyList<string> includes, CancellationToken cancellationToken)
    {
        if (record.Text.Length > MaxLength) section.Warn(DomainRemedies.SpfLong, string.Create(CultureInfo.InvariantCulture, $"{record.Text.Length}"));
        foreach (var term in record.Wrong) section.Fail(DomainRemedies.SpfSyntax, term);
        var walk = new SpfWalk(dns, section, cancellationToken);
        await walk.WalkAsync(domain, record).ConfigureAwait(false);
        section.Note("lookups", walk.Lookups.ToString(CultureInfo.InvariantCulture));
        section.Note("voidLookups", walk.VoidLookups.ToString(CultureInfo.InvariantCulture));
        if (walk.Lookups > SpfWalk.MaxLookups) section.Fail(DomainRemedies.SpfLookups, walk.Lookups.ToString(CultureInfo.InvariantCulture));
        if (walk.VoidLookups > SpfWalk.MaxVoidLookups) section.Fail(DomainRemedies.SpfVoidLookups, walk.VoidLookups.ToString(CultureInfo.InvariantCulture));

        // Where something could not be looked up, nobody knows what is included there; of macros and bare addresses nobody knows whose servers they are.
        var severity = walk.MayHoldAnybody ? FindingSeverity.Warning : FindingSeverity.Failure;
        foreach (var include in includes.Where(include => !walk.Included.Contains(include) && !walk.HadTrouble)) section.Add(DomainRemedies.SpfNotIncluded, severity, include);
    }
}
