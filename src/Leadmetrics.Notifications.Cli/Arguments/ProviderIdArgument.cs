using System.CommandLine;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Arguments;

/// <summary>The id of a provider's row.</summary>
internal sealed class ProviderIdArgument
{
    private readonly Argument<string> _id = new("ID") { Description = "The provider's id, as lmn provider list shows it." };

    public void AddTo(Command command) => command.Add(_id);

    public Guid Read(VerbRun run) =>
        Guid.TryParse(run.Arguments.GetValue(_id), out var id) ? id : throw Refusal.Usage("ID", "is not a provider's id: lmn provider list shows them.");
}
