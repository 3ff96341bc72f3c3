using System.CommandLine;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Databases;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Queue;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Queue;

/// <summary>What the verbs that look into a tenant's queue, or change it by hand, have in common; no key is needed.</summary>
internal static class QueueVerb
{
    public delegate Task<ExitCode> Body(VerbRun run, IMailQueue queue, TenantId tenant, CancellationToken cancellationToken);

    public static Command Of(Command command, Body body)
    {
        var tenant = new TenantOption();
        var database = new DatabaseOptions();
        tenant.AddTo(command);
        database.AddTo(command);
        return VerbRun.Of(command, async (run, cancellationToken) =>
        {
            var owner = tenant.Read(run);
            await using var host = TenantHost.ForMigrations(database.Read(run));
            return await body(run, host.GetRequiredService<IMailQueue>(), owner, cancellationToken);
        });
    }
}
