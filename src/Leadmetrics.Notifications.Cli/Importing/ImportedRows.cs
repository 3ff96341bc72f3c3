using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>Makes rows of all drafts, or of none.</summary>
internal static class ImportedRows
{
    /// <summary>Adds the rows one by one; where one cannot be added, those before it are taken back.</summary>
    public static async Task<IReadOnlyList<ProviderView>> AddAsync(ITenantProviders providers, TenantId tenant, IEnumerable<ProviderDraft> drafts, CancellationToken cancellationToken)
    {
        var added = new List<ProviderView>();
        try
        {
            foreach (var draft in drafts) added.Add(await providers.AddAsync(tenant, draft, cancellationToken));
            return added;
        }
        catch when (added.Count > 0)
        {
            // Said first: where they cannot be removed either, somebody has to know of them.
            Terminal.Complain($"Not all could be added; removing what was: {string.Join(", ", added.Select(row => row.Id))}.");
            foreach (var row in added) await providers.RemoveAsync(tenant, row.Id, CancellationToken.None);
            throw;
        }
    }
}
