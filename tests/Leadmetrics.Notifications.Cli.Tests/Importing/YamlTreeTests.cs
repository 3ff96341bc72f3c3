using Leadmetrics.Notifications.Cli.Importing;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Tests.Importing;

public sealed class YamlTreeTests
{
    [Fact]
    public void Values_stay_the_texts_that_were_written()
    {
        var tree = Assert.Single(YamlTree.Read("FILE", "pass: 0123\nport: 587\non: yes\nnone:\nnull: '~'\nkey: |\n  a\n  b\n"))!;
        Assert.Equal("""{"pass":"0123","port":"587","on":"yes","none":null,"null":"~","key":"a\nb\n"}""", tree.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = false }));
    }

    [Fact]
    public void Aliases_and_merges_stand_for_what_they_name()
    {
        var tree = YamlTree.Read("FILE", "base: &b { host: a, port: 25 }\nmail: { <<: *b, port: 587 }\nsame: *b\n---\n- x\n");
        Assert.Equal(2, tree.Count);
        Assert.Equal("""{"port":"587","host":"a"}{"host":"a","port":"25"}""", tree[0]!["mail"]!.ToJsonString() + tree[0]!["same"]!.ToJsonString());
    }

    [Theory]
    [InlineData("a: !secret planted")]
    [InlineData("a: !vault |\n  planted\n")]
    [InlineData("a: !!binary cGxhbnRlZA==")]
    [InlineData("a: !Ref { planted: 1 }")]
    public void A_tag_of_some_programs_own_is_kept_in_the_place_of_the_value(string text)
    {
        var value = Assert.Single(YamlTree.Read("FILE", text))!["a"]!.AsObject();
        Assert.Equal(YamlTree.Tag, Assert.Single(value).Key);
        Assert.DoesNotContain("planted", value.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tags_of_YAML_itself_change_nothing() =>
        Assert.Equal("""{"a":"1","b":"x","c":["y"]}""", Assert.Single(YamlTree.Read("FILE", "a: !!int 1\nb: ! x\nc: !!seq [!!str y]"))!.ToJsonString());

    [Theory]
    [InlineData("a: [planted", "is not valid YAML (line ")]
    [InlineData("planted: 1\nplanted: 2", "holds a key twice (line 2")]
    [InlineData("a: *planted", "has an alias without its anchor")]
    [InlineData("a: &x { b: *x }", "has an alias without its anchor")]
    [InlineData("? [planted]\n: 1", "has a key that is not a text")]
    [InlineData("<<: planted", "merges what is no mapping")]
    public void What_is_no_yaml_is_told_by_its_place_alone(string text, string complaint)
    {
        var refused = Assert.Throws<Refusal>(() => YamlTree.Read("FILE", text));
        Assert.Contains(complaint, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_and_what_aliases_stand_for_are_bounded()
    {
        Assert.Contains("nested deeper", Assert.Throws<Refusal>(() => YamlTree.Read("FILE", new string('[', 40) + new string(']', 40))).Message, StringComparison.Ordinal);
        var laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 8).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        Assert.Contains("holds more than", Assert.Throws<Refusal>(() => YamlTree.Read("FILE", laughs)).Message, StringComparison.Ordinal);
    }
}
