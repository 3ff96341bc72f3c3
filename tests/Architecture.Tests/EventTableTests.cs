using System.Text.RegularExpressions;

namespace Leadmetrics.Architecture;

/// <summary>docs/telemetry.md tells of what the code does: every event with its level and text, every instrument and activity by its name.</summary>
public sealed partial class EventTableTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "telemetry.md"));

    [Fact]
    public void Every_event_is_in_the_table_with_its_level_its_text_and_what_to_do()
    {
        var logged = Directory.GetFiles(Source(""), "Log*.cs").SelectMany(file => LoggerMessage().Matches(File.ReadAllText(file))).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value} {match.Groups[3].Value}");
        var told = Row().Matches(Document).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value} {match.Groups[3].Value}");

        Assert.Equal(logged.Order(StringComparer.Ordinal), told);
        Assert.All(Row().Matches(Document), match => Assert.NotEqual("", match.Groups[4].Value.Trim()));
    }

    [Fact]
    public void Every_instrument_every_activity_and_every_tag_is_in_the_document()
    {
        const string Prefix = "leadmetrics.notifications.";
        var names = Name().Matches(File.ReadAllText(Source("TelemetryNames.cs"))).Select(match => match.Groups[1].Value).ToArray();

        Assert.True(names.Length > 30);
        Assert.All(names, name => Assert.Contains($"`{(name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name)}`", Document, StringComparison.Ordinal));
    }

    private static string Source(string file) => Path.Combine(Repository.Root, "src", "Leadmetrics.Notifications", "Telemetry", file);

    [GeneratedRegex(@"\[LoggerMessage\((\d+), LogLevel\.(\w+), ""(.*)""\)\]")]
    private static partial Regex LoggerMessage();

    [GeneratedRegex(@"^\| (\d+) \| (\w+) \| (.*) \| ([^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"public const string \w+ = ""(.*)"";")]
    private static partial Regex Name();
}
