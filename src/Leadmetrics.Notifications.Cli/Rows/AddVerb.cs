using System.CommandLine;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Databases;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Rows;

/// <summary><c>lmn provider add</c>.</summary>
internal static class AddVerb
{
    private const string Blocked = "may not be called from here";

    public static Command Create()
    {
        var tenant = new TenantOption();
        var provider = new Option<string?>("--provider") { Description = $"The kind of provider: {string.Join(", ", ProviderWords.All)}; smtp where there is a --preset.", HelpName = "WORD" };
        var settings = new SettingsOptions();
        var priority = WholeNumber.Option("--priority", -1_000_000, 1_000_000, "Lower comes first; 0 where it is not given.");
        var disabled = new Option<bool>("--disabled") { Description = "Adds it switched off." };
        var database = new DatabaseOptions();
        var command = new Command("add", "Adds a provider, unverified: it takes part once lmn provider test has passed.");
        tenant.AddTo(command);
        command.Add(provider);
        settings.AddTo(command);
        command.Add(priority);
        command.Add(disabled);
        database.AddTo(command);
        return VerbRun.Of(command, async (run, cancellationToken) =>
        {
            var owner = tenant.Read(run);
            await using var host = TenantHost.ForTenants(database.Read(run));
            var word = settings.ReadProvider(run, run.Get(provider));
            var draft = new ProviderDraft
            {
                Provider = word,
                Config = await settings.ReadAsync(run, word, cancellationToken),
                Priority = run.Get(priority) ?? 0,
                Enabled = !run.Get(disabled),
            };
            try
            {
                return RowVerb.Show(run, owner, await host.GetRequiredService<ITenantProviders>().AddAsync(owner, draft, cancellationToken));
            }
            catch (ProviderConfigException refused) when (refused.Reason.StartsWith(Blocked, StringComparison.Ordinal))
            {
                throw Refusal.Configuration($"--{refused.Field}", $"{refused.Reason}. The operator's switches (LMN_ALLOW_LOOPBACK and others, see lmn --help) permit it.");
            }
        });
    }
}
