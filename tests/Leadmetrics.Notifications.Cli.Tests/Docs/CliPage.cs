using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Leadmetrics.Notifications.Tests;

namespace Leadmetrics.Notifications.Cli.Tests.Docs;

/// <summary>The page docs/cli.md: a head written by hand, and the verbs as the command line itself has them.</summary>
internal static partial class CliPage
{
    private const string Head = $"""
        # `lmn`

        Every verb of the command line with all that it takes. `lmn help VERB` says the same at a prompt.

        From *Verbs* on this page is made from the program; a test compares them. Run the tests of `lmn` with `{DocumentedPage.Switch}=1` to write it anew.

        ## For every verb

        - `--json` prints one JSON object on standard output, for programs; what people read goes to standard error then. A verb that was not carried out prints
          an object `error` with `exitCode`, `field` and `message`. `-h`, `-?` and `--help` show help, `lmn --version` the version.
        - Secrets are never arguments, where other users and the shell's history see them: an option that ends in `-env` takes the name of a variable, one that ends in `-stdin` reads
          standard input.
        - An option stands anywhere behind its verb, as `--port 587` or `--port=587`. What it is without being given stands in its description: *where it is not given*.
        - `1..65535` are bounds of a whole number; `…` behind a value: the option may be given several times.

        ### What it ends with

        | exit code | means |
        | --- | --- |
        | 0 | done |
        | 1 | a delivery or a verification failed |
        | 2 | an argument is wrong; nothing was done |
        | 3 | a setting, key, database or policy stands in the way; nothing was done |
        | 4 | uncertain: a message may or may not have arrived. Do not resend blindly |

        ### Environment

        | variable | holds |
        | --- | --- |
        | `LMN_DB` | the database: `postgres:CONNECTION` or `sqlite:FILE`; `--db` takes an SQLite file in its place, `--db-env` names another variable |
        | `LMN_KEY` | the active key, as `lmn key new` makes it: base64, or `id:base64` where hosts give it an id |
        | `LMN_OLD_KEYS` | keys that open what was sealed under them before, separated by commas |
        | `LMN_COMPROMISED_KEYS` | keys that open nothing; `lmn key rotate` encrypts anew what is left under them |
        | `SENDGRID_API_KEY`, `SENDGRID_FROM` | the platform's SendGrid account, for tenants without a verified provider |
        | `SENDGRID_BASE_ADDRESS`, `SES_BASE_ADDRESS` | another address of these APIs, for a fake or a recording proxy |
        | `LMN_ALLOW_LOOPBACK` | `1` lets tenants' providers be on this machine (a host's `Egress:AllowLoopback`) |
        | `LMN_ALLOWED_HOSTS`, `LMN_ALLOWED_NETWORKS`, `LMN_ALLOWED_PORTS` | what tenants' providers may reach beside public names on ports 25, 465, 587 and 2525, separated by commas |
        | `LMN_CLEAR_TEXT_HOSTS` | hosts that may be spoken to without TLS, separated by commas |
        | `LMN_ANY_CERTIFICATE_HOSTS` | hosts whose certificates are not verified, separated by commas |
        | `LMN_TRUSTED_ROOTS` | a PEM file of certificate authorities to trust beside the system's |
        | `LMN_REDIRECT_TO`, `LMN_REDIRECT_ALLOWED_DOMAINS` | an address that gets all mail in place of its recipients, but for those of these domains |
        | `LMN_CAPTURE_ALL_TO` | `smtp://host:port` of a catcher that gets all mail in place of the providers' servers |

        ## Verbs


        """;

    public static string Write()
    {
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        var root = CommandLine.Create();
        foreach (var verb in root.Subcommands)
        {
            var names = verb.Subcommands.Count == 0 ? Link(verb) : $"`{Path(verb)}`: {string.Join(", ", verb.Subcommands.Select(Link))}";
            page.Append(CultureInfo.InvariantCulture, $"- {names}\n");
        }

        foreach (var verb in root.Subcommands) Describe(page, verb, "##");
        return page.ToString();
    }

    /// <summary>All verbs that do something, and those around them.</summary>
    public static IEnumerable<Command> AllOf(Command command) => command.Subcommands.SelectMany(AllOf).Prepend(command);

    /// <summary>What a verb itself takes, without what all take.</summary>
    public static IEnumerable<Option> OptionsOf(Command verb) => verb.Options.Where(option => option is not (HelpOption or VersionOption) && !option.Hidden);

    private static void Describe(StringBuilder page, Command verb, string level)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n{level} {Path(verb)}\n\n{Text(verb.Description)}\n");
        foreach (var inner in verb.Subcommands) Describe(page, inner, level + "#");
        if (verb.Subcommands.Count > 0) return;
        var options = OptionsOf(verb).OrderByDescending(option => option.Required).ToArray();
        var synopsis = new[] { Path(verb) }.Concat(verb.Arguments.Select(Place)).Concat(options.Where(option => option.Required).Select(option => $"{option.Name} {option.HelpName}")).Append(options.Any(option => !option.Required) ? "[OPTIONS]" : "");
        page.Append(CultureInfo.InvariantCulture, $"\n```text\n{string.Join(' ', synopsis).TrimEnd()}\n```\n");
        if (verb.Aliases.Count > 0) page.Append(CultureInfo.InvariantCulture, $"\nAlso: {Codes(verb.Aliases)}.\n");
        if (verb.Arguments.Count > 0) page.Append("\n| argument | |\n| --- | --- |\n");
        foreach (var argument in verb.Arguments) page.Append(CultureInfo.InvariantCulture, $"| `{argument.HelpName ?? argument.Name}` | {Optional(argument)}{Cell(argument.Description)} |\n");
        if (options.Length > 0) page.Append("\n| option | value | |\n| --- | --- | --- |\n");
        foreach (var option in options) page.Append(CultureInfo.InvariantCulture, $"| {Codes(option.Aliases.Prepend(option.Name))} | {Value(option)} | {(option.Required ? "**Required.** " : "")}{Cell(option.Description)}{Default(option)} |\n");
    }

    private static string Link(Command verb) => $"[`{(verb.Parents.First() is RootCommand ? Path(verb) : verb.Name)}`](#{Path(verb).Replace(' ', '-')})";

    private static string Path(Command verb) => verb is RootCommand ? "lmn" : $"{Path((Command)verb.Parents.First())} {verb.Name}";

    private static string Place(Argument argument)
    {
        var name = argument.HelpName ?? argument.Name;
        if (argument.Arity.MaximumNumberOfValues > 1) name += "…";
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static string Optional(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? "" : "**Required.** ";

    // A choice is written as a|b, which would end a cell.
    private static string Value(Option option)
    {
        if (option.ValueType == typeof(bool)) return "";
        var value = option.HelpName is { } name ? Codes(name.Split('|')) : "";
        return option.Arity.MaximumNumberOfValues > 1 ? $"{value} …" : value;
    }

    private static string Default(Option option) => option.HasDefaultValue && option.ValueType != typeof(bool) ? string.Create(CultureInfo.InvariantCulture, $" `{option.GetDefaultValue()}` where it is not given.") : "";

    private static string Codes(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"`{word}`"));

    private static string Cell(string? text) => Text(text).Replace("|", @"\|", StringComparison.Ordinal).Replace('\n', ' ');

    // 'Name <address>' would be taken for HTML.
    private static string Text(string? text) => Names().Replace((text ?? "").ReplaceLineEndings("\n").Trim().Replace("<", @"\<", StringComparison.Ordinal), "`$0`");

    [GeneratedRegex(@"(?<![\w-])(?:--[a-z][a-z-]*|[A-Z]+_[A-Z_]*[A-Z*]|\$\{[^}]*\})")]
    private static partial Regex Names();
}
