using System.CommandLine;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Databases;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Erasing;

/// <summary>What the verbs that erase have in common: the tenant, the database, and that somebody meant it.</summary>
internal static class EraseVerb
{
    private const string Yes = "--yes";

    public delegate Task<ExitCode> Body(VerbRun run, IErasureStore store, TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Adds what is common, and carries the verb out only where <c>--yes</c> is said; no key is needed.</summary>
    /// <param name="command">The command, with its own options.</param>
    /// <param name="loss">What would be removed of a tenant, for who did not say it; options that are wrong are refused here.</param>
    /// <param name="body">Erases.</param>
    public static Command Of(Command command, Func<VerbRun, TenantId, string> loss, Body body)
    {
        var tenant = new TenantOption();
        var database = new DatabaseOptions();
        var yes = new Option<bool>(Yes) { Description = "It is meant: what is erased cannot be brought back." };
        tenant.AddTo(command);
        database.AddTo(command);
        command.Add(yes);
        return VerbRun.Of(command, async (run, cancellationToken) =>
        {
            var owner = tenant.Read(run);
            var lost = loss(run, owner);
            if (!run.Get(yes)) throw Refusal.Usage(Yes, $"is missing, so nothing was removed. It would remove for good: {lost}.");
            await using var host = TenantHost.ForMigrations(database.Read(run));
            return await body(run, host.GetRequiredService<IErasureStore>(), owner, cancellationToken);
        });
    }
}
