using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Importing;
using Leadmetrics.Notifications.Cli.Showing;

namespace Leadmetrics.Notifications.Cli.Running;

/// <summary>What is wrong with the arguments, in sentences that repeat nothing that may be a secret.</summary>
internal static class UsageErrors
{
    private const string NoVerb = "Required command was not provided.";
    private const string Unmatched = "Unrecognized command or argument";

    private static readonly string[] Secrets = ["--pass", "--password", "--token", "--access-token", "--api-key", "--key", "--secret"];

    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        // --help and --version answer whatever else was typed.
        if (parsed.Errors.Count == 0 || parsed.Action is not System.CommandLine.Invocation.ParseErrorAction) return [];
        var errors = parsed.Errors.Select(error => error.Message).Where(message => !message.StartsWith(Unmatched, StringComparison.Ordinal) && message != NoVerb).ToList();
        var verbs = parsed.CommandResult.Command.Subcommands;
        if (parsed.UnmatchedTokens.Count == 0 && verbs.Count > 0) errors.Add($"A verb is missing: {string.Join(", ", verbs.Select(verb => verb.Name))}.");

        // The parser takes an option that it does not know for an argument, where the verb has one.
        var taken = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).Where(token => token is ['-', _, ..]).ToArray();
        errors.AddRange(taken.Select(token => OfOption(token.Split('=', 2)[0], parsed)));
        var (afterOption, named) = (taken.Length > 0, false);
        foreach (var token in parsed.UnmatchedTokens)
        {
            var isOption = token.StartsWith('-');
            if (isOption) errors.Add(OfOption(token.Split('=', 2)[0], parsed));
            else if (!afterOption && token.Split('=', 2) is [var name, _]) errors.Add($"{name}=... is not taken: a setting may be a secret, which is never an argument. {Instead(parsed)}");
            else if (!afterOption && verbs.Count == 0) errors.Add($"Something stands behind {LastOf(parsed)} that does not belong there.");
            else if (!afterOption && !named) errors.Add($"{token} is not a verb that is known here: {string.Join(", ", verbs.Select(verb => verb.Name))} are.");
            named |= !isOption;

            // What stands behind an unknown option is its value, for all we know a password.
            afterOption = isOption;
        }

        return [.. errors.Distinct()];
    }

    public static ExitCode Show(Terminal terminal, IReadOnlyList<string> errors, ParseResult parsed)
    {
        foreach (var error in errors) Terminal.Complain(error);
        Terminal.Complain($"See: {Path(parsed)} --help");
        terminal.Result(new JsonObject { ["error"] = new JsonObject { ["exitCode"] = (int)ExitCode.Usage, ["field"] = null, ["message"] = string.Join(' ', errors) } });
        return ExitCode.Usage;
    }

    private static string OfOption(string option, ParseResult parsed) => Secrets.Contains(option, StringComparer.OrdinalIgnoreCase)
        ? $"{option} is not taken: a secret is never an argument, where other users and the shell's history see it. {Instead(parsed)}"
        : $"{option} is not an option here.";

    // Where a secret may be given in its place.
    private static string Instead(ParseResult parsed) => parsed.CommandResult.Command.Name == ImportVerb.Name
        ? "Write it into the file that is imported, or ${NAME} there for a variable that holds it."
        : "Use --pass-env, --token-env or --api-key-env with the name of a variable.";

    // What nobody knows may be a secret that was typed where none belongs; only what stands in a verb's place is repeated.
    private static string LastOf(ParseResult parsed) => parsed.CommandResult.Command.Arguments is [.., var last] ? last.HelpName ?? last.Name : Path(parsed);

    private static string Path(ParseResult parsed)
    {
        var words = new Stack<string>();
        for (SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is CommandResult { Command: var command }) words.Push(command is RootCommand ? "lmn" : command.Name);
        }

        return string.Join(' ', words);
    }
}
