using System.CommandLine;

namespace Leadmetrics.Notifications.Cli;

/// <summary><c>lmn help [VERB...]</c>: the same as <c>--help</c> behind the verb.</summary>
internal static class HelpVerb
{
    public static Command Create(RootCommand root)
    {
        var words = new Argument<string[]>("verb") { Description = "The verb, for example: smtp probe", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("help", "Shows what a verb does and takes.") { words };
        command.SetAction((parsed, cancellationToken) => root.Parse([.. parsed.GetValue(words) ?? [], "--help"]).InvokeAsync(cancellationToken: cancellationToken));
        return command;
    }
}
