using Leadmetrics.Notifications.Cli.Databases;
using Leadmetrics.Notifications.Cli.Servers;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>Holds what would be made against the library's rules and the operator's policy: in memory, under a key that nobody keeps.</summary>
internal static class ImportCheck
{
    private const string Blocked = "may not be called from here";

    /// <summary>Checks all drafts; what is refused is noted under the keys of the file.</summary>
    /// <returns>The providers as they would be shown, without those that are refused.</returns>
    public static async Task<IReadOnlyList<ProviderView>> RunAsync(
        TenantId tenant, IReadOnlyList<(ImportedProvider Provider, ProviderDraft Draft)> drafts, ImportNotes notes, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(options =>
        {
            options.Keys.Add(new KeyOptions { Key = KeyGenerator.NewKey() });
            OperatorSwitches.Apply(options);
        });
        services.AddSingleton<IProviderStore, TypedServerStore>();
        await using var host = services.BuildServiceProvider();
        var providers = host.GetRequiredService<ITenantProviders>();
        var views = new List<ProviderView>();
        foreach (var (provider, draft) in drafts)
        {
            try
            {
                views.Add(await providers.AddAsync(tenant, draft, cancellationToken));
            }
            catch (ProviderConfigException refused)
            {
                notes.Refuse(provider.KeyOf(refused.Field), Reason(refused));
            }
        }

        return views;
    }

    private static string Reason(ProviderConfigException refused)
    {
        if (refused.Reason.StartsWith(Blocked, StringComparison.Ordinal)) return $"{refused.Reason}. The operator's switches (LMN_ALLOW_LOOPBACK and others, see lmn --help) permit it";
        return refused.Remedy is { } remedy ? $"{refused.Reason}. {remedy.Sentence}{SuggestionView.Say(refused.Suggestion)}".TrimEnd('.') : refused.Reason;
    }
}
