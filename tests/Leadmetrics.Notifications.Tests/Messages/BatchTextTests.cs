using FsCheck;
using FsCheck.Fluent;

namespace Leadmetrics.Notifications.Tests.Messages;

public sealed class BatchTextTests
{
    private static readonly Dictionary<string, string> Values = new() { ["name"] = "Jane <b>&", ["a.b-c_1"] = "{{name}}", ["empty"] = "" };

    [Theory]
    [InlineData("Hello {{name}}!", "Hello Jane <b>&!")]
    [InlineData("{{name}}", "Jane <b>&")]
    [InlineData("{{name}}{{name}}", "Jane <b>&Jane <b>&")]
    [InlineData("{{a.b-c_1}}", "{{name}}")]
    [InlineData("a{{empty}}b", "ab")]
    [InlineData("{{ name }} {{}} {name} {{name} }} {{", "{{ name }} {{}} {name} {{name} }} {{")]
    [InlineData("{{{name}}}", "{Jane <b>&}")]
    [InlineData("{{{{name}}", "{{Jane <b>&")]
    [InlineData("", "")]
    public void A_key_in_double_braces_gives_way_to_its_value_and_nothing_else_does(string text, string filled) => Assert.Equal(filled, BatchText.Fill(text, Values, isHtml: false));

    [Fact]
    public void In_html_a_value_brings_no_markup() => Assert.Equal("<p>Jane &lt;b&gt;&amp;</p>", BatchText.Fill("<p>{{name}}</p>", Values, isHtml: true));

    [Fact]
    public void A_key_of_more_than_64_characters_is_text()
    {
        var keys = new SortedSet<string>();
        BatchText.Keys($"{{{{{new string('k', 64)}}}}} {{{{{new string('k', 65)}}}}}", keys);

        Assert.Equal([new string('k', 64)], keys);
    }

    [Fact]
    public void Pieces_and_keys_together_are_the_text() => Prop.ForAll<string?>(text =>
    {
        var source = (text ?? "").Replace("a", "{{", StringComparison.Ordinal).Replace("b", "}}", StringComparison.Ordinal);
        var whole = new System.Text.StringBuilder();
        BatchText.Walk(source, piece => whole.Append(piece), key => whole.Append("{{").Append(key).Append("}}"));
        return whole.ToString() == source;
    }).QuickCheckThrowOnFailure();
}
