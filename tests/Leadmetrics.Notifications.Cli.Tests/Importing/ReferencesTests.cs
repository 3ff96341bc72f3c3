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
    [InlineData("pa$WORD", "pa$WORD")]
    [InlineData("$ecret", "$ecret")]
    public void References_are_resolved(string text, string resolved)
    {
        Assert.Equal(resolved, References.Resolve(text, LookUp, isSecret: false, out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("${NONE}", "refers to NONE, which is not set")]
    [InlineData("${EMPTY}", "refers to EMPTY, which is not set")]
    [InlineData("${X:?planted}", "another form")]
    [InlineData("${}", "another form")]
    [InlineData("${NONE:-${X}}", "another form")]
    [InlineData("${{ secrets.planted }}", "another form")]
    [InlineData("${LONG}", "more than 16 KiB")]
    public void What_cannot_be_resolved_is_told_without_the_text(string text, string complaint)
    {
        Assert.Null(References.Resolve("planted" + text, LookUp, isSecret: false, out var problem));
        Assert.Contains(complaint, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pa${planted}x", "refers to a variable that is not set: set it where lmn runs, or write $${ for a ${ that is the value's own")]
    [InlineData("${X}${planted}", "refers to a variable that is not set")]
    [InlineData("${NONE}", "refers to NONE, which is not set")]
    public void Of_a_secret_a_name_is_said_only_where_it_is_all_of_the_value(string text, string complaint)
    {
        Assert.Null(References.Resolve(text, LookUp, isSecret: true, out var problem));
        Assert.Contains(complaint, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$PLANTED", "a variable without braces")]
    [InlineData("{{ .Values.planted }}", "a template that nothing filled in")]
    [InlineData("<%= ENV['planted'] %>", "a template that nothing filled in")]
    public void What_another_program_would_have_resolved_is_not_taken_for_the_value(string text, string complaint)
    {
        Assert.Null(References.Resolve(text, LookUp, isSecret: false, out var problem));
        Assert.Contains(complaint, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", problem, StringComparison.OrdinalIgnoreCase);
    }

    private static string? LookUp(string name) => name switch { "X" => "1", "Y" => "2", "EMPTY" => "", "LONG" => new string('x', 16 * 1024 + 1), _ => null };
}
