namespace Leadmetrics.Notifications.Deliverability;

/// <summary>Which domain to check, and what is expected of it.</summary>
/// <param name="Domain">The domain of From; an internationalised one may be given in its own script.</param>
public sealed record DomainQuestion(string Domain)
{
    /// <summary>The selectors under which DKIM keys are looked for; no others are guessed.</summary>
    /// <value>None, and 10 at most.</value>
    public IReadOnlyList<string> DkimSelectors { get; init; } = [];

    /// <summary>The domain that signs (<c>d=</c>).</summary>
    /// <value><see langword="null"/>: <see cref="Domain"/>.</value>
    public string? DkimDomain { get; init; }

    /// <summary>The public keys that messages are signed for, by selector: what stands behind <c>p=</c>, in base64.</summary>
    /// <value>None: keys in DNS are judged, and compared with nothing.</value>
    public IReadOnlyDictionary<string, string> DkimPublicKeys { get; init; } = new Dictionary<string, string>();

    /// <summary>The domain of MAIL FROM, whose SPF record counts.</summary>
    /// <value><see langword="null"/>: it is not known; the record of <see cref="Domain"/> is judged and may be missing unless it has to include something, and whether SPF aligns is not judged.</value>
    public string? EnvelopeDomain { get; init; }

    /// <summary>What the SPF record has to include, as the provider documents it, for example <c>sendgrid.net</c>.</summary>
    /// <value>None, and 10 at most.</value>
    public IReadOnlyList<string> SpfIncludes { get; init; } = [];
}
