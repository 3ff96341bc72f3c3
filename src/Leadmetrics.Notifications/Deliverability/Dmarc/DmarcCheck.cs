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
        if (own.Answer.Records.FirstOrDefault(record => DmarcRecord.LooksLikeRecord(record.Value)) is { } meant)
        {
            _section.AddRecord(meant.Value);
            _section.Fail(DomainRemedies.DmarcSyntax, meant.Value);
            return null;
        }

        if (own.Texts.Count > 0) return own;
        var above = await _tree.FindPolicyAsync(_domain).ConfigureAwait(false);
        if (above is null) _section.Fail(DomainRemedies.DmarcMissing);
        return above is null || _section.TellTrouble(above.Answer, above.Name) ? null : above;
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
    }

    private async Task JudgeAlignmentAsync(DmarcRecord record, string? dkimDomain, string? envelopeDomain)
    {
        var dkim = await AlignsAsync(dkimDomain, record.IsDkimStrict).ConfigureAwait(false);
        var spf = await AlignsAsync(envelopeDomain, record.IsSpfStrict).ConfigureAwait(false);
        if (dkim == false && spf == false) _section.Fail(DomainRemedies.DmarcNotAligned);
        else if (dkim == false) _section.Warn(DomainRemedies.DmarcDkimNotAligned, dkimDomain);
        else if (spf == false) _section.Warn(DomainRemedies.DmarcSpfNotAligned, envelopeDomain);
    }

    private async Task<bool?> AlignsAsync(string? other, bool strict)
    {
        if (other is null) return null;
        if (other == _domain || strict) return other == _domain;
        var (ours, trouble) = await _tree.FindOrganisationAsync(_domain).ConfigureAwait(false);
        var theirs = default(string);
        if (trouble is null) (theirs, trouble) = await _tree.FindOrganisationAsync(other).ConfigureAwait(false);
        if (trouble is null) return ours == theirs;
        _section.TellTrouble(trouble.Answer, trouble.Name);
        return null;
    }
}
