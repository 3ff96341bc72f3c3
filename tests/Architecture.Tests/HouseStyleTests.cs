using System.Text.RegularExpressions;

namespace Leadmetrics.Architecture;

/// <summary>Habits that a compiler does not check.</summary>
public sealed partial class HouseStyleTests
{
    private const int MaxLines = 400;
    private const int EventIdsPerAssembly = 1000;

    [Fact]
    public void No_source_file_is_longer_than_400_lines() => Assert.Empty(
        All().Where(file => File.ReadLines(file).Count() > MaxLines).Select(file => Path.GetRelativePath(Repository.Root, file)));

    [Fact]
    public void No_source_file_holds_a_region_or_a_thing_still_to_do() => Assert.Empty(
        All().Where(file => Unfinished().IsMatch(File.ReadAllText(file))).Select(file => Path.GetRelativePath(Repository.Root, file)));

    [Fact]
    public void An_event_id_is_given_once_and_stays_in_its_assemblys_range()
    {
        foreach (var assembly in Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")))
        {
            var ids = Repository.Sources(Path.GetRelativePath(Repository.Root, assembly))
                .SelectMany(file => EventId().Matches(File.ReadAllText(file)).Select(match => int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)))
                .ToArray();
            Assert.Equal(ids.Distinct(), ids);
            Assert.True(ids.Select(id => id / EventIdsPerAssembly).Distinct().Count() <= 1, $"{assembly} logs in more than one range.");
        }
    }

    [Fact]
    public void Logging_goes_through_generated_messages_alone() => Assert.Empty(
        Repository.Sources("src").Where(file => DirectLogging().IsMatch(File.ReadAllText(file))).Select(file => Path.GetRelativePath(Repository.Root, file)));

    [Fact]
    public void The_messages_of_an_assembly_stand_in_one_file()
    {
        // The generator of their code takes several declarations of a class in any order, and no two builds would be the same.
        foreach (var assembly in Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")))
        {
            Assert.InRange(Repository.Sources(Path.GetRelativePath(Repository.Root, assembly)).Count(file => EventId().IsMatch(File.ReadAllText(file))), 0, 1);
        }
    }

    [Fact]
    public void Nothing_asynchronous_is_left_that_nobody_awaits() => Assert.Empty(
        All().Where(file => AsyncVoid().IsMatch(File.ReadAllText(file))).Select(file => Path.GetRelativePath(Repository.Root, file)));

    private static IEnumerable<string> All() => new[] { "src", "tests", "samples", "bench", "tools" }
        .Where(folder => Directory.Exists(Path.Combine(Repository.Root, folder)))
        .SelectMany(Repository.Sources)
        .Where(file => !file.EndsWith("HouseStyleTests.cs", StringComparison.Ordinal));

    [GeneratedRegex(@"^\s*#region|\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException", RegexOptions.Multiline)]
    private static partial Regex Unfinished();

    // What fails in one ends the process. An asynchronous event handler is one.
    [GeneratedRegex(@"\basync void\b|\+=\s*async\b")]
    private static partial Regex AsyncVoid();

    [GeneratedRegex(@"\[LoggerMessage\((\d+)")]
    private static partial Regex EventId();

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)\(")]
    private static partial Regex DirectLogging();
}
