using System.CommandLine;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Databases;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Suppressing;

/// <summary>What the verbs over a tenant's suppression list have in common; no key is needed.</summary>
internal static class SuppressionVerb
{
    public const string Address = "--address";
    public const string Reason = "--reason";

    public delegate Task<ExitCode> Body(VerbRun run, ISuppressions list, TenantId tenant, CancellationToken cancellationToken);

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
            return await body(run, host.GetRequiredService<ISuppressions>(), owner, cancellationToken);
        });
    }

    public static AddressOption AddressOption() => new(Address, "The address; upper and lower case are one.", required: true);

    /// <exception cref="Refusal">It is missing or wrong.</exception>
    public static EmailAddress Required(AddressOption address, VerbRun run) => address.Read(run) ?? throw Refusal.Usage(Address, "is missing.");

    public static SuppressionReason? ReasonOf(string? word) => word switch
    {
        "hard-bounce" => SuppressionReason.HardBounce,
        "complaint" => SuppressionReason.Complaint,
        "unsubscribe" => SuppressionReason.Unsubscribe,
        "manual" => SuppressionReason.Manual,
        _ => null,
    };

    public static Option<string?> ReasonOption(string description) => OneOf.Option(Reason, description, "hard-bounce", "complaint", "unsubscribe", "manual");
}
