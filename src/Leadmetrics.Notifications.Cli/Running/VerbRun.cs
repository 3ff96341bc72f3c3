using System.CommandLine;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Showing;

namespace Leadmetrics.Notifications.Cli.Running;

/// <summary>One run of one verb: its arguments, and where it shows what came of it.</summary>
internal sealed record VerbRun(ParseResult Arguments, Terminal Terminal)
{
    public TimeProvider TimeProvider { get; } = TimeProvider.System;

    public T? Get<T>(Option<T> option) => Arguments.GetValue(option);

    /// <summary>Makes a verb what the command does; whatever stops the verb is told in one sentence and in the exit code.</summary>
    public static Command Of(Command command, Func<VerbRun, CancellationToken, Task<ExitCode>> verb)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var terminal = new Terminal(parsed.GetValue(JsonOption.Instance));
            try
            {
                return (int)await verb(new VerbRun(parsed, terminal), cancellationToken);
            }
            catch (Exception stopped)
            {
                return (int)Explanation.Of(stopped, command).Show(terminal);
            }
        });
        return command;
    }
}
