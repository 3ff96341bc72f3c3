using System.CommandLine;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Arguments;

/// <summary><c>--tenant</c>.</summary>
internal sealed class TenantOption
{
    private const string Name = "--tenant";

    private readonly Option<string> _tenant = new(Name) { Description = "The tenant's id.", HelpName = "ID", Required = true };

    public void AddTo(Command command) => command.Add(_tenant);

    public TenantId Read(VerbRun run) =>
        TenantId.TryParse(run.Get(_tenant), null, out var tenant) ? tenant : throw Refusal.Usage(Name, $"is not 1 to {TenantId.MaxLength} characters without control characters.");
}
