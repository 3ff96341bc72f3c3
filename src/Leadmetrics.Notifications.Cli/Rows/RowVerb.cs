using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Databases;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Rows;

/// <summary>What the verbs on one row of a tenant have in common: their arguments, and the service they call.</summary>
internal static class RowVerb
{
    public delegate Task<ExitCode> Body(VerbRun run, ITenantProviders providers, TenantId tenant, Guid id, CancellationToken cancellationToken);

    public static Command Create(string name, string description, Body body) =>
        Create<ITenantProviders>(name, description, (run, providers, tenant, id, cancellationToken) => body(run, providers, tenant, id, cancellationToken));

    /// <summary>The same over another service of the tenant's, with options of the library that the verb's own set.</summary>
    public static Command Create<TService>(
        string name, string description, Func<VerbRun, TService, TenantId, Guid, CancellationToken, Task<ExitCode>> body, Action<VerbRun, NotificationsOptions>? configure = null)
        where TService : notnull
    {
        var tenant = new TenantOption();
        var id = new ProviderIdArgument();
        var database = new DatabaseOptions();
        var command = new Command(name, description);
        id.AddTo(command);
        tenant.AddTo(command);
        database.AddTo(command);
        return VerbRun.Of(command, async (run, cancellationToken) =>
        {
            var (owner, row) = (tenant.Read(run), id.Read(run));
            await using var host = TenantHost.ForTenants(database.Read(run), options => configure?.Invoke(run, options));
            return await body(run, host.GetRequiredService<TService>(), owner, row, cancellationToken);
        });
    }

    public static ExitCode Show(VerbRun run, TenantId tenant, ProviderView provider)
    {
        ProviderViewing.Show(run.Terminal, tenant, provider);
        run.Terminal.Result(new JsonObject { ["provider"] = ProviderViewing.ToJson(tenant, provider) });
        return ExitCode.Done;
    }
}
