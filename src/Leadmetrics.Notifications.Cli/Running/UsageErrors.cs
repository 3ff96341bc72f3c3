using System.CommandLine;
using System.Text.Json.Nodes;
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
        if (parsed.UnmatchedTokens.Count == 0 && parsed.CommandResult.Command.Subcommands is { Count: > 0 } verbs) errors.Add($"A verb is missing: {string.Join(", ", verbs.Select(verb => verb.Name))}.");
        var afterOption = false;
        foreach (var token in parsed.UnmatchedTokens)
        {
            var isOption = token.StartsWith('-');
            if (isOption) errors.Add(OfOption(token.Split('=', 2)[0]));
            else if (!afterOption) errors.Add($"{token} is not a verb, nor an argument that belongs here.");

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

    private static string OfOption(string option) => Secrets.Contains(option, StringComparer.OrdinalIgnoreCase)
        ? $"{option} is not taken: a secret is never an argument, where other users and the shell's history see it. Use --pass-env, --token-env or --api-key-env with the name of a variable."
        : $"{option} is not an option here.";

    private static string Path(ParseResult parsed)
    {
        var words = new Stack<string>();
        for (System.CommandLine.Parsing.SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is System.CommandLine.Parsing.CommandResult { Command: var command }) words.Push(command is RootCommand ? "lmn" : command.Name);
        }

        return string.Join(' ', words);
    }
}
