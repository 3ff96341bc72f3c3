using System.CommandLine;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Arguments;

/// <summary>An option that takes one address.</summary>
internal sealed class AddressOption(string name, string description, bool required = false)
{
    private readonly Option<string?> _option = new(name) { Description = description, HelpName = "ADDRESS", Required = required };

    public void AddTo(Command command) => command.Add(_option);

    public EmailAddress? Read(VerbRun run)
    {
        if (run.Get(_option) is not { } text) return null;
        try
        {
            var address = new EmailAddress(text);
            address.ToMailbox(name);
            return address;
        }
        catch (EmailMessageException wrong)
        {
            throw Refusal.Usage(name, $"{wrong.Reason}.");
        }
    }
}
