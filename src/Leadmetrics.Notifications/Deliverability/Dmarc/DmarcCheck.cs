using System.Globalization;
using Leadmetrics.Notifications.Deliverability.Dns;

namespace Leadmetrics.Notifications.Deliverability.Dmarc;

/// <summary>Judges the policy that counts for a domain in From, and whether the domains that authenticate count for it (RFC 7489).</summary>
internal sealed class DmarcCheck
{
    private readonly SectionBuilder _section;
    private readonly DmarcTree _tree;
    private readonly string _domain;

    private DmarcCheck(IDnsLookup dns, string domain, CancellationToken cancellationToken)
    {
        _section = new SectionBuilder(DmarcNode.NameOf(domain));
        _tree = new DmarcTree(dns, cancellationToken);
        _domain = domain;
    }

    /// <summary>Checks a domain.</summary>
    /// <param name="dns">Whom to ask.</param>
    /// <param name="domain">The domain in From.</param>
    /// <param name="dkimDomain">The domain that signs; <see langword="null"/>: it is not known whether one does.</param>
    /// <param name="envelopeDomain">The domain of MAIL FROM; <see langword="null"/>: it is not known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<DomainSection> CheckAsync(IDnsLookup dns, string domain, string? dkimDomain, string? envelopeDomain, CancellationToken cancellationToken)
    {
        var check = new DmarcCheck(dns, domain, cancellationToken);
        if (await check.FindAsync().ConfigureAwait(false) is { } node) await check.JudgeAsync(node, dkimDomain, envelopeDomain).ConfigureAwait(false);
        return check._section.Build();
    }

    private async Task<DmarcNode?> FindAsync()
    {
        var own = await _tree.AskAsync(_domain).ConfigureAwait(false);
        if (_section.TellTrouble(own.Answer, own.Name)) return null;
        if (own.Texts.Count > 0) return own;
        if (own.Answer.Records.FirstOrDefault(record => DmarcRecord.LooksLikeRecord(record.Value)) is { } meant)
        {
            _section.AddRecord(meant.Value);
            _section.Fail(DomainRemedies.DmarcSyntax, meant.Value);
            return null;
        }

        var (above, trouble) = await _tree.FindPolicyAsync(_domain).ConfigureAwait(false);
        if (trouble is not null) _section.TellTrouble(trouble.Answer, trouble.Name);
        else if (above is null) _section.Fail(DomainRemedies.DmarcMissing);
        return above;
    }

    private async Task JudgeAsync(DmarcNode node, string? dkimDomain, string? envelopeDomain)
    {
        _section.Name = node.Name;
        foreach (var text in node.Texts) _section.AddRecord(text);
        if (node.Record is not { } record)
        {
            _section.Fail(DomainRemedies.DmarcMultiple);
            return;
        }

        foreach (var wrong in record.Wrong) _section.Fail(DomainRemedies.DmarcSyntax, wrong);
        JudgePolicy(node, record);
        if (!record.WantsReports) _section.Advise(DomainRemedies.DmarcNoReports);
        await JudgeAlignmentAsync(record, dkimDomain, envelopeDomain).ConfigureAwait(false);
    }

    private void JudgePolicy(DmarcNode node, DmarcRecord record)
    {
        var isAbove = node.Domain != _domain;
        if (isAbove) _section.Note("answeredBy", node.Domain);
        if ((isAbove ? record.SubdomainPolicy ?? record.Policy : record.Policy) is not { } policy) return;
        _section.Note("policy", policy);
        if (policy == "none") _section.Warn(DomainRemedies.DmarcPolicyNone);
        else if (record.Percent < 100) _section.Warn(DomainRemedies.DmarcPercent, record.Percent.ToString(CultureInfo.InvariantCulture));
        if (record.IsTesting) _section.Warn(DomainRemedies.DmarcTesting);
        if (!isAbove && record.IsWeakerBelow) _section.Warn(DomainRemedies.DmarcSubdomainsWeaker, $"sp={record.SubdomainPolicy}");
    }

    private async Task JudgeAlignmentAsync(DmarcRecord record, string? dkimDomain, string? envelopeDomain)
    {
        var dkim = await AlignsAsync(dkimDomain, record.IsDkimStrict).ConfigureAwait(false);
        var spf = await AlignsAsync(envelopeDomain, record.IsSpfStrict).ConfigureAwait(false);
        if (dkim == Alignment.Depends) _section.Warn(DomainRemedies.DmarcAlignmentDepends, dkimDomain);
        if (spf == Alignment.Depends) _section.Warn(DomainRemedies.DmarcAlignmentDepends, envelopeDomain);
        if (dkim == Alignment.No && spf == Alignment.No) _section.Fail(DomainRemedies.DmarcNotAligned);
        else if (dkim == Alignment.No) _section.Warn(DomainRemedies.DmarcDkimNotAligned, dkimDomain);
        else if (spf == Alignment.No) _section.Warn(DomainRemedies.DmarcSpfNotAligned, envelopeDomain);
    }

    private async Task<Alignment> AlignsAsync(string? other, bool strict)
    {
        if (other is null) return Alignment.Unknown;
        if (other == _domain) return Alignment.Yes;
        if (strict) return Alignment.No;
        var ours = await _tree.FindOrganisationAsync(_domain).ConfigureAwait(false);
        var theirs = await _tree.FindOrganisationAsync(other).ConfigureAwait(false);
        if (ours.Domain == theirs.Domain) return Alignment.Yes;
        if ((ours.Trouble ?? theirs.Trouble) is { } trouble)
        {
            _section.TellTrouble(trouble.Answer, trouble.Name);
            return Alignment.Unknown;
        }

        return DependsOnReceiver(ours.Own, theirs.Own) ? Alignment.Depends : Alignment.No;
    }

    // By a list of public suffixes both are one organisation's, by the records of the tree they are not. A suffix that says so is above others' domains.
    private static bool DependsOnReceiver(DmarcNode ours, DmarcNode theirs)
    {
        var (upper, lower) = ours.Domain.Length < theirs.Domain.Length ? (ours, theirs) : (theirs, ours);
        return lower.Domain.EndsWith("." + upper.Domain, StringComparison.Ordinal) && upper.Record?.IsPublicSuffix != true;
    }
}
