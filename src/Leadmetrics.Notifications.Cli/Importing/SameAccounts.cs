using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>Refuses what would be there twice, so that a file which is imported again changes nothing.</summary>
internal static class SameAccounts
{
    /// <summary>Looks for definitions that are equal in all they say, secrets included.</summary>
    public static void RefuseWithin(IReadOnlyList<ImportedProvider> providers, ImportNotes notes)
    {
        for (var i = 0; i < providers.Count; i++)
        {
            var same = providers.Take(i).FirstOrDefault(earlier => earlier.Definition.Provider == providers[i].Definition.Provider && JsonNode.DeepEquals(earlier.Config, providers[i].Config));
            if (same is not null) notes.Refuse(KeyOf(providers[i]), $"names the account of {KeyOf(same)} once more: leave one of them");
        }
    }

    /// <summary>Looks for rows that a tenant has already. Secrets leave the store for nobody, and are not compared.</summary>
    public static void RefuseAmong(IReadOnlyList<ProviderView> rows, IReadOnlyList<(ImportedProvider Provider, ProviderView View)> made, ImportNotes notes)
    {
        foreach (var (provider, view) in made)
        {
            var same = rows.FirstOrDefault(row => row.Provider == view.Provider && row.Config is { } config && JsonNode.DeepEquals(config, view.Config));
            if (same is not null) notes.Refuse(KeyOf(provider), $"names an account that is there already, as {same.Id}: remove that row first (lmn provider remove), or the definition");
        }
    }

    private static string KeyOf(ImportedProvider provider) => provider.KeyOf(provider.Definition.Provider == ProviderWords.SendGrid ? "apiKey" : "host");
}
