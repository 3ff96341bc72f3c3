using System.CommandLine;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Arguments;

/// <summary><c>--id</c>: queued mails by their ids.</summary>
internal sealed class MailIdOption(string description, bool required = false)
{
    public const string Name = "--id";

    private readonly Option<string[]> _ids = new(Name) { Description = description, HelpName = "ID", Required = required };

    public void AddTo(Command command) => command.Add(_ids);

    /// <summary>All that were given.</summary>
    /// <exception cref="Refusal">One is no id.</exception>
    public IReadOnlyList<Guid> ReadAll(VerbRun run) =>
        [.. (run.Get(_ids) ?? []).Select(text => Guid.TryParse(text, out var id) ? id : throw Refusal.Usage(Name, "is not a mail's id, as lmn queue add and lmn queue dead show it."))];

    /// <summary>The only one.</summary>
    /// <exception cref="Refusal">There is not exactly one.</exception>
    public Guid Read(VerbRun run) => ReadAll(run) is [var id] ? id : throw Refusal.Usage(Name, "has to be given once.");
}
