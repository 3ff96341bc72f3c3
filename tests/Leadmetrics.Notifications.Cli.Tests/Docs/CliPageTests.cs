using System.Text.RegularExpressions;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Tests;

namespace Leadmetrics.Notifications.Cli.Tests.Docs;

/// <summary>docs/cli.md and the program say the same.</summary>
public sealed partial class CliPageTests
{
    [Fact]
    public Task The_documented_page_is_the_one_that_the_verbs_make() => DocumentedPage.CompareAsync("cli.md", CliPage.Write(), "the verbs of lmn");

    [Fact]
    public void Every_verb_argument_and_option_says_what_it_is()
    {
        var silent = CliPage.AllOf(CommandLine.Create()).SelectMany(verb => CliPage.OptionsOf(verb).Select(option => (Verb: verb.Name, option.Name, option.Description))
            .Concat(verb.Arguments.Select(argument => (Verb: verb.Name, argument.Name, argument.Description))).Append((Verb: verb.Name, verb.Name, verb.Description)))
            .Where(each => string.IsNullOrWhiteSpace(each.Description)).ToArray();
        Assert.Empty(silent);
    }

    [Fact]
    public void Every_option_that_takes_a_value_says_which()
    {
        var silent = CliPage.AllOf(CommandLine.Create()).SelectMany(verb => CliPage.OptionsOf(verb).Where(option => option.ValueType != typeof(bool) && option.HelpName is null).Select(option => $"{verb.Name} {option.Name}"));
        Assert.Empty(silent);
    }

    [Fact]
    public void The_page_and_help_name_every_variable_that_the_program_reads()
    {
        var read = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Leadmetrics.Notifications.Cli"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Quoted().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).Distinct().Order(StringComparer.Ordinal).ToArray();
        Assert.Contains("LMN_DB", read);
        Assert.Equal(read, Named().Matches(CliPage.Write()).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(read, Named().Matches(CommandLine.Create().Description!).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_page_tells_every_exit_code() =>
        Assert.Equal(Enum.GetValues<ExitCode>().Select(code => (int)code), ExitCodes().Matches(CliPage.Write()).Select(match => match.Groups[1].ValueSpan[0] - '0'));

    [GeneratedRegex("\"((?:LMN|SENDGRID|SES)_[A-Z_]*[A-Z])\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("(?:LMN|SENDGRID|SES)_[A-Z_]*[A-Z]")]
    private static partial Regex Named();

    [GeneratedRegex(@"(?m)^\| (\d) \|")]
    private static partial Regex ExitCodes();
}
