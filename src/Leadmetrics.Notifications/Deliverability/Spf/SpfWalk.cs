using Leadmetrics.Notifications.Deliverability.Dns;

namespace Leadmetrics.Notifications.Deliverability.Spf;

/// <summary>Goes through a record and all that it includes, as a receiver would for a sender that no term matches.</summary>
/// <remarks>
/// It ends: a domain that stands on the way to itself is not entered again, addresses are asked for within the limit of lookups alone, and records are
/// read up to twice that limit, so that the figure says how far beyond it is.
/// </remarks>
internal sealed class SpfWalk(IDnsLookup dns, SectionBuilder section, CancellationToken cancellationToken)
{
    public const int MaxLookups = 10;
    public const int MaxVoidLookups = 2;
    private const int MaxFollowed = 20;
    private const int MaxMxHosts = 10;
    private readonly List<string> _path = [];

    public int Lookups { get; private set; }

    public int VoidLookups { get; private set; }

    /// <summary>Whether a name could not be looked up.</summary>
    public bool HadTrouble { get; private set; }

    /// <summary>The domains whose records let a sender pass.</summary>
    public HashSet<string> Included { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether servers pass by a way on which no include is seen: by macros, or by addresses in the records of the domain itself, as services leave them that write includes out.</summary>
    public bool MayHoldAnybody { get; private set; }

    /// <summary>Walks through the domain's own record.</summary>
    public Task WalkAsync(string domain, SpfRecord record) => WalkAsync(domain, record, decides: true, passes: true);

    /// <param name="domain">Whose record it is.</param>
    /// <param name="record">The record.</param>
    /// <param name="decides">Whether what it says of others is the verdict: the domain's own, or the one that it is redirected to.</param>
    /// <param name="passes">Whether whom it lets pass passes: no <c>~</c>, <c>?</c> or <c>-</c> on the way.</param>
    private async Task WalkAsync(string domain, SpfRecord record, bool decides, bool passes)
    {
        _path.Add(domain);
        if (record.HasMacros) section.Advise(DomainRemedies.SpfMacros);
        foreach (var term in record.Mechanisms.Where(term => term.TakesLookup)) await FollowAsync(domain, term, passes).ConfigureAwait(false);
        if (passes) JudgePassing(domain, record, decides);
        if (decides) JudgeEnd(record);
        if (record is { All: null, Redirect: { } redirect })
        {
            Lookups++;
            if (redirect.Domain is { } target) await EnterAsync(target, decides, passes).ConfigureAwait(false);
        }

        _path.RemoveAt(_path.Count - 1);
    }

    private void JudgePassing(string domain, SpfRecord record, bool decides)
    {
        foreach (var term in record.Open) section.Fail(DomainRemedies.SpfAllPass, decides ? term.Text : $"{domain}: {term.Text}");
        var isOwn = decides || domain.EndsWith("." + _path[0], StringComparison.OrdinalIgnoreCase);
        if (record.HasPassingMacros || (isOwn && record.NamesServers)) MayHoldAnybody = true;
    }

    private void JudgeEnd(SpfRecord record)
    {
        if (record.Mechanisms.Find(term => term.Name == "ptr") is { } ptr) section.Warn(DomainRemedies.SpfPtr, ptr.Text);
        if (record.AfterAll is { } after) section.Warn(DomainRemedies.SpfAfterAll, after.Text);
        if (record is { All: not null, Redirect: { } ignored }) section.Warn(DomainRemedies.SpfRedirectIgnored, ignored.Text);
        switch (record)
        {
            case { All: null, Redirect: null }:
                section.Warn(DomainRemedies.SpfNoAll);
                break;
            case { All.Qualifier: '?' }:
                section.Warn(DomainRemedies.SpfAllNeutral);
                break;
        }
    }

    private async Task FollowAsync(string domain, SpfTerm term, bool passes)
    {
        Lookups++;
        if (term.HasMacros) return;
        var target = term.Domain ?? domain;
        if (term.Name == "include") await EnterAsync(target, decides: false, passes && term.Qualifier == '+').ConfigureAwait(false);
        else if (Lookups <= MaxLookups && term.Name != "ptr") await AskAsync(target, term).ConfigureAwait(false);
    }

    private async Task EnterAsync(string domain, bool decides, bool passes)
    {
        if (_path.Contains(domain, StringComparer.OrdinalIgnoreCase))
        {
            section.Fail(DomainRemedies.SpfLoop, domain);
            return;
        }

        if (passes) Included.Add(domain);
        if (Lookups > MaxFollowed) return;
        var answer = await dns.LookupAsync(domain, DnsType.Txt, cancellationToken).ConfigureAwait(false);
        Note(answer, domain);
        if (answer.IsTrouble || answer.Status == DnsStatus.AliasLoop) return;
        switch (answer.Records.Select(found => found.Value).Where(SpfRecord.IsRecord).ToArray())
        {
            case [var text]:
                var record = SpfRecord.Read(text);
                if (record.Wrong is [var wrong, ..]) section.Fail(DomainRemedies.SpfIncludeBroken, $"{domain}: {wrong}");
                await WalkAsync(domain, record, decides, passes).ConfigureAwait(false);
                break;
            case []:
                section.Fail(DomainRemedies.SpfIncludeMissing, domain);
                break;
            default:
                section.Fail(DomainRemedies.SpfIncludeBroken, domain);
                break;
        }
    }

    private async Task AskAsync(string target, SpfTerm term)
    {
        var type = term.Name == "mx" ? DnsType.Mx : DnsType.A;
        var answer = await dns.LookupAsync(target, type, cancellationToken).ConfigureAwait(false);

        // A receiver asks for the family that it was called over: there is nothing only where neither is there.
        if (term.Name == "a" && answer.IsVoid) answer = await dns.LookupAsync(target, DnsType.Aaaa, cancellationToken).ConfigureAwait(false);
        Note(answer, target);
        if (type == DnsType.Mx && answer.Records.Count > MaxMxHosts) section.Fail(DomainRemedies.SpfMxHosts, term.Text);
    }

    private void Note(DnsAnswer answer, string name)
    {
        if (answer.IsVoid) VoidLookups++;
        if (section.TellTrouble(answer, name)) HadTrouble = true;
    }
}
