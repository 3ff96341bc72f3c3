using Leadmetrics.Notifications.Cli.Importing;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Tests.Importing;

public sealed class EnvFileTests
{
    [Theory]
    [InlineData("A=b", "b")]
    [InlineData("  export  A = b  ", "b")]
    [InlineData("A=", "")]
    [InlineData("A=b#c", "b#c")]
    [InlineData("A=b # c", "b")]
    [InlineData("A=# c", "")]
    [InlineData("A=\"b # c\" # d", "b # c")]
    [InlineData("A='b \\n \"c\"'", "b \\n \"c\"")]
    [InlineData("A=\"b\\n\\\"c\\\"\\\\\"", "b\n\"c\"\\")]
    [InlineData("A=\"b\r\nc\"\r\n", "b\nc")]
    [InlineData("A=\"\\${B} \\$C\"", "$${B} $C")]
    [InlineData("A=b=c", "b=c")]
    [InlineData("A=`b # 'c' \"d\"` # e", "b # 'c' \"d\"")]
    [InlineData("A=`b\\n\nc`", "b\\n\nc")]
    [InlineData("A=b`c`", "b`c`")]
    public void A_value_is_read_without_quotes_and_comments(string text, string value)
    {
        var entry = Assert.Single(EnvFile.Read("FILE", "# first\n\n" + text));
        Assert.Equal(("A", value), (entry.Name, entry.Value));
    }

    [Theory]
    [InlineData("A=$B", false)]
    [InlineData("A=\"$B\"", false)]
    [InlineData("A='$B'", true)]
    [InlineData("A=`${B}`", true)]
    [InlineData("A=\"\\$B\"", true)]
    [InlineData("A=\"\\$${B}\"", false)]
    public void Quotes_and_backslashes_tell_whether_a_value_refers_to_others(string text, bool isLiteral) =>
        Assert.Equal(isLiteral, Assert.Single(EnvFile.Read("FILE", text)).IsLiteral);

    [Fact]
    public void Lines_behind_a_quoted_value_are_entries_of_their_own() =>
        Assert.Equal(["A=1", "B=2", "C=3"], EnvFile.Read("FILE", "A='1'\nB=\"2\"\r\nC=3").Select(entry => $"{entry.Name}={entry.Value}"));

    [Theory]
    [InlineData("A=1\nplanted", "line 2 that is not NAME=value")]
    [InlineData("A=1\n\nB=\"planted", "line 3 that opens a quote for B that is never closed: close it, or put quotes of another kind around the value")]
    [InlineData("A=1\nB=`planted", "line 2 that opens a quote for B that is never closed")]
    [InlineData("A='planted'planted", "line 1 that goes on behind the closing quote of A: put one pair of quotes around all of the value")]
    [InlineData("A=1\nB=\"planted\" <a@planted.example>", "line 2 that goes on behind the closing quote of B")]
    [InlineData("A=`planted`planted", "line 1 that goes on behind the closing quote of A")]
    [InlineData("A B=planted", "line 1 that is not NAME=value")]
    public void A_line_that_is_none_is_told_by_its_number_alone(string text, string complaint)
    {
        var refused = Assert.Throws<Refusal>(() => EnvFile.Read("FILE", text));
        Assert.Contains(complaint, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", refused.Message, StringComparison.Ordinal);
    }
}
