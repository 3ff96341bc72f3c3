using Leadmetrics.Notifications.Deliverability.Dns;

namespace Leadmetrics.Notifications.Deliverability.Dmarc;

/// <summary>Walks up the tree of names label by label, as RFC 7489's successor does in the place of a list of public suffixes: 8 questions at most.</summary>
internal sealed class DmarcTree(IDnsLookup dns, CancellationToken cancellationToken)
{
    private const int MaxQuestions = 8;

    public async Task<DmarcNode> AskAsync(string domain) => new(domain, await dns.LookupAsync(DmarcNode.NameOf(domain), DnsType.Txt, cancellationToken).ConfigureAwait(false));

    /// <summary>The record above a domain that has none of its own: that of its organisational domain.</summary>
    /// <returns>The node with the record, <see langword="null"/> where there is none; and a node that could not be asked, where its record might count in that one's place.</returns>
    public async Task<(DmarcNode? Found, DmarcNode? Trouble)> FindPolicyAsync(string domain)
    {
        var (organisation, nodes) = await WalkAsync(domain).ConfigureAwait(false);
        var found = nodes.Find(node => node.Domain == organisation && node.Record is not null) ?? nodes.Find(node => node.Record is { IsPublicSuffix: true });
        return (found, found is null ? nodes.Find(node => node.Answer.IsTrouble) : nodes.Skip(nodes.IndexOf(found)).FirstOrDefault(MayBeOrganisation));
    }

    /// <summary>The domain under which all names belong to one organisation: itself where nothing says otherwise.</summary>
    /// <returns>The domain by what was answered; its own node; and a node that could not be asked, where it might say otherwise.</returns>
    public async Task<(string Domain, DmarcNode Own, DmarcNode? Trouble)> FindOrganisationAsync(string domain)
    {
        var (organisation, nodes) = await WalkAsync(domain).ConfigureAwait(false);
        return (organisation, nodes[0], nodes.Find(MayBeOrganisation));
    }

    // Nobody registers a name of one label: what stands there says nothing of whom the names below it belong to that they do not say themselves.
    private static bool MayBeOrganisation(DmarcNode node) => node.Answer.IsTrouble && node.Domain.Contains('.', StringComparison.Ordinal);

    // A name that cannot be asked for throws away nothing of what was found, and nothing of what stands above it.
    private async Task<(string Organisation, List<DmarcNode> Nodes)> WalkAsync(string domain)
    {
        var nodes = new List<DmarcNode>();
        foreach (var name in NamesAbove(domain))
        {
            var node = await AskAsync(name).ConfigureAwait(false);
            nodes.Add(node);
            if (node.Record?.IsPublicSuffix == false) return (name, nodes);

            // One label below the suffix; a suffix that sends itself is its own organisation.
            if (node.Record?.IsPublicSuffix == true) return (name == domain ? domain : Below(name, domain), nodes);
        }

        return (nodes.FindLast(node => node.Record is not null)?.Domain ?? domain, nodes);
    }

    private static IEnumerable<string> NamesAbove(string domain)
    {
        var labels = domain.Split('.');
        yield return domain;

        // Of a longer name the middle is passed over, so that nobody makes receivers ask for a hundred labels.
        for (var from = Math.Max(1, labels.Length - MaxQuestions + 1); from < labels.Length; from++) yield return string.Join('.', labels[from..]);
    }

    private static string Below(string suffix, string domain)
    {
        var rest = domain[..^(suffix.Length + 1)];
        return $"{rest[(rest.LastIndexOf('.') + 1)..]}.{suffix}";
    }
}
