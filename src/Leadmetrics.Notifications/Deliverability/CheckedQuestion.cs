using Leadmetrics.Notifications.Deliverability.Dkim;
using Leadmetrics.Notifications.Deliverability.Dns;
using Leadmetrics.Notifications.Egress;

namespace Leadmetrics.Notifications.Deliverability;

/// <summary>A question whose names are in ASCII and may be asked for.</summary>
internal sealed record CheckedQuestion(string Domain, string DkimDomain, string? EnvelopeDomain, IReadOnlyList<string> Selectors, IReadOnlyDictionary<string, string> Keys, IReadOnlyList<string> Includes)
{
    private const int MaxNames = 10;
    private const int MaxKey = 4096;

    /// <exception cref="DomainQuestionException">A part of it is wrong.</exception>
    public static CheckedQuestion Of(DomainQuestion question)
    {
        var domain = ReadDomain(question.Domain, "domain");
        var dkim = question.DkimDomain is { } signing ? ReadDomain(signing, "dkimDomain") : domain;
        var envelope = question.EnvelopeDomain is { } sender ? ReadDomain(sender, "envelopeDomain") : null;
        var selectors = Distinct(question.DkimSelectors, "dkimSelectors");
        foreach (var selector in selectors) CheckSelector(selector, dkim);
        var includes = Distinct(question.SpfIncludes, "spfIncludes");
        foreach (var include in includes) CheckName(include, "spfIncludes");
        return new CheckedQuestion(domain, dkim, envelope, selectors, KeysOf(question), includes);
    }

    private static string ReadDomain(string text, string field)
    {
        if (!HostName.TryParse(text, out var host, out var error)) throw new DomainQuestionException(field, error!);
        if (host.Literal is not null) throw new DomainQuestionException(field, "is an address, not a domain");
        if (host.IsLocalName) throw new DomainQuestionException(field, "is a name that nobody can register");
        return host.Ascii;
    }

    private static string[] Distinct(IReadOnlyList<string> names, string field)
    {
        var distinct = names.Select(name => (name ?? "").ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToArray();
        return distinct.Length <= MaxNames ? distinct : throw new DomainQuestionException(field, $"holds more than {MaxNames} names");
    }

    private static void CheckSelector(string selector, string domain)
    {
        if (!IsName(selector) || !DnsName.IsValid($"{selector}._domainkey.{domain}")) throw new DomainQuestionException("dkimSelectors", "holds a name that is not made of letters, digits, hyphens and underscores, in labels with dots between");
    }

    private static void CheckName(string name, string field)
    {
        if (!IsName(name) || !name.Contains('.', StringComparison.Ordinal) || !DnsName.IsValid(name)) throw new DomainQuestionException(field, "holds a name that is not a domain in ASCII");
    }

    // Underscores stand in both: _spf.example.com, selectors of some senders.
    private static bool IsName(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static Dictionary<string, string> KeysOf(DomainQuestion question)
    {
        var keys = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (selector, key) in question.DkimPublicKeys)
        {
            if (key is null || key.Length > MaxKey || !DkimPublicKey.TryDecode(key, out var octets) || (DkimPublicKey.ReadRsa(octets) ?? DkimPublicKey.ReadEd25519(octets)) is null) throw new DomainQuestionException("dkimPublicKeys", "holds a text that is no public key in base64");
            keys[selector] = key;
        }

        return keys;
    }
}
