using Leadmetrics.Notifications.Deliverability.Dns;

namespace Leadmetrics.Notifications.Deliverability.Dkim;

/// <summary>Looks for the key that stands under a selector.</summary>
internal static class DkimCheck
{
    /// <summary>Checks one selector.</summary>
    /// <param name="dns">Whom to ask.</param>
    /// <param name="domain">The domain that signs.</param>
    /// <param name="selector">The selector.</param>
    /// <param name="expected">The key that messages are signed for, in base64; <see langword="null"/>: it is not known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<DomainSection> CheckAsync(IDnsLookup dns, string domain, string selector, string? expected, CancellationToken cancellationToken)
    {
        var name = $"{selector}._domainkey.{domain}";
        var section = new SectionBuilder(name);
        var answer = await dns.LookupAsync(name, DnsType.Txt, cancellationToken).ConfigureAwait(false);
        if (answer.Alias is { } alias) section.Note("alias", alias);
        if (section.TellTrouble(answer, name)) return section.Build();
        var texts = answer.Records.Select(record => record.Value).Where(DkimKeyRecord.IsMeant).ToArray();
        foreach (var text in texts.Where(DkimKeyRecord.IsRecord)) section.AddRecord(text);
        switch (texts)
        {
            case []:
                section.Fail(DomainRemedies.DkimMissing);
                break;
            case [var only]:
                DkimKeyRecord.Judge(section, only, expected);
                break;
            default:
                section.Fail(DomainRemedies.DkimMultiple);
                break;
        }

        return section.Build();
    }

    /// <summary>What is said where no selector was given: there is no list of them in DNS.</summary>
    public static DomainSection NotAsked(string domain)
    {
        var section = new SectionBuilder($"_domainkey.{domain}");
        section.Warn(DomainRemedies.DkimNoSelector);
        return section.Build();
    }
}
