using System.CommandLine;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Arguments;

/// <summary><c>--tenant</c>.</summary>
internal sealed class TenantOption
{
    private const string Name = "--tenant";

    private readonly Option<string> _tenant;

    public TenantOption(bool isRequired = true)
        : this(isRequired ? "The tenant's id." : "The tenant's id; all tenants together where it is not given.", isRequired)
    {
    }

    /// <summary>One that need not be given.</summary>
    public TenantOption(string description)
        : this(description, false)
    {
    }

    private TenantOption(string description, bool isRequired) => _tenant = new Option<string>(Name) { Description = description, HelpName = "ID", Required = isRequired };

    public void AddTo(Command command) => command.Add(_tenant);

    public TenantId Read(VerbRun run) =>
        TenantId.TryParse(run.Get(_tenant), null, out var tenant) ? tenant : throw Refusal.Usage(Name, $"is not 1 to {TenantId.MaxLength} characters without control characters.");

    /// <summary>The tenant, or <see langword="null"/> where none was given.</summary>
    public TenantId? ReadIfGiven(VerbRun run) => run.Get(_tenant) is null ? null : Read(run);
}
