using Leadmetrics.Notifications.Cli.Importing;

namespace Leadmetrics.Notifications.Cli.Tests.Importing;

public sealed class ReferencesTests
{
    [Theory]
    [InlineData("plain $NAME", "plain $NAME")]
    [InlineData("a${X}b${Y}", "a1b2")]
    [InlineData("${NONE:-3}", "3")]
    [InlineData("${EMPTY:-3}", "3")]
    [InlineData("${NONE:-}", "")]
    [InlineData("$${X}", "${X}")]
    [InlineData("${X", "${X")]
    public void References_are_resolved(string text, string resolved)
    {
        Assert.Equal(resolved, References.Resolve(text, LookUp, out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("${NONE}", "refers to NONE, which is not set")]
    [InlineData("${EMPTY}", "refers to EMPTY, which is not set")]
    [InlineData("${X:?planted}", "another form")]
    [InlineData("${}", "another form")]
    public void What_cannot_be_resolved_is_told_without_the_text(string text, string complaint)
    {
        Assert.Null(References.Resolve("planted" + text, LookUp, out var problem));
        Assert.Contains(complaint, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", problem, StringComparison.Ordinal);
    }

    private static string? LookUp(string name) => name switch { "X" => "1", "Y" => "2", "EMPTY" => "", _ => null };
}
