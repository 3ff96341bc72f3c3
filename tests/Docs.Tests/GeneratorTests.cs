namespace Leadmetrics.Docs;

/// <summary>What a page is told that has a mistake in it: at which of its own lines.</summary>
public sealed class GeneratorTests
{
    private const string Page = "/repository/docs/made-up.md";

    [Fact]
    public void A_page_whose_blocks_compile_is_told_nothing() => Assert.Empty(GeneratorRun.ErrorsOf("""
        # Page

        ```csharp
        using System.Globalization;

        var result = await mailer.SendAsync(tenant, message, ct);
        Console.WriteLine(Shout.Aloud(result.MessageId!));

        static class Shout
        {
            public static string Aloud(string text) => text.ToUpper(CultureInfo.InvariantCulture);
        }
        ```

        ```csharp
        var result = 5;   // a name of the block before
        ```
        """));

    [Fact]
    public void A_name_that_is_not_known_is_an_error_at_the_pages_own_line_and_column() => Assert.Equal([$"{Page}(6,32): CS1061"], GeneratorRun.ErrorsOf("""
        # Page

        ```csharp
        // A comment.
        var at = new TenantId("acme");
        var a = 5; var result = mailer.NoSuchThing(at);
        ```
        """));

    [Fact]
    public void An_error_in_a_type_of_a_block_is_at_the_pages_own_line() => Assert.Equal([$"{Page}(6,12): CS0246"], GeneratorRun.ErrorsOf("""
        ```csharp
        await Task.Yield();

        sealed class Inner
        {
            public Unknown Value { get; } = default!;
        }
        ```
        """));

    [Fact]
    public void An_error_in_a_using_directive_is_at_the_pages_own_line() => Assert.Equal([$"{Page}(2,7): CS0246"], GeneratorRun.ErrorsOf("""
        ```csharp
        using NoSuchNamespace;
        ```
        """));

    [Fact]
    public void What_is_not_CSharp_is_an_error_at_the_pages_own_line_and_is_compiled_nowhere() => Assert.Equal([$"{Page}(5,10): DOC001"], GeneratorRun.ErrorsOf("""
        A page.

        ```csharp
        var a = 1;
        var b = (;
        ```
        """).Take(1));

    [Fact]
    public void A_brace_too_many_cannot_end_the_class_around_it() => Assert.All(GeneratorRun.ErrorsOf("""
        ```csharp
        var a = 1;
        } }
        ```
        """), error => Assert.StartsWith($"{Page}(3,", error, StringComparison.Ordinal));

    [Fact]
    public void A_null_that_is_not_looked_at_is_found() => Assert.Equal([$"{Page}(3,19): CS8602"], GeneratorRun.ErrorsOf("""
        ```csharp
        var result = await mailer.TrySendAsync(tenant, message, ct);
        Console.WriteLine(result.MessageId.Length);
        ```
        """));

    [Fact]
    public void A_block_goes_on_with_the_one_before_it_where_it_says_same() => Assert.Equal([$"{Page}(8,1): CS0103"], GeneratorRun.ErrorsOf("""
        ```csharp
        var first = 1;
        ```
        ```csharp same
        Console.WriteLine(first);
        ```
        ```csharp
        first++;
        ```
        """));

    [Fact]
    public void A_block_that_says_same_and_is_the_first_is_an_error() => Assert.Equal([$"{Page}(1,1): DOC003"], GeneratorRun.ErrorsOf("""
        ```csharp same
        var first = 1;
        ```
        """));

    [Fact]
    public void A_program_has_no_names_but_its_own() => Assert.Equal([$"{Page}(3,1): CS0103", $"{Page}(4,13): CS0246"], GeneratorRun.ErrorsOf("""
        ```csharp program
        Console.WriteLine(args.Length);
        mailer.ToString();
        var a = new TenantId("acme");
        ```
        """));

    [Fact]
    public void A_block_of_a_list_is_read_with_its_indentation() => Assert.Equal([$"{Page}(3,4): CS0103"], GeneratorRun.ErrorsOf("""
        1. First:
           ```csharp
           unknown();
           ```
        """));

    [Theory]
    [InlineData("```csharp smae\nvar a = 1;\n```", "DOC002")]
    [InlineData("```csharp\nvar a = 1;\n", "DOC004")]
    public void A_fence_that_cannot_be_followed_is_an_error(string page, string id) => Assert.Equal([$"{Page}(1,1): {id}"], GeneratorRun.ErrorsOf(page));

    [Theory]
    [InlineData("```cs\nnot C#\n```")]
    [InlineData("```json\n{ }\n```")]
    [InlineData("````markdown\n```csharp\nnot C#\n```\n````")]
    [InlineData("```csharp public-feed\nnot.Known();\n```")]
    public void Other_blocks_are_left_alone(string page) => Assert.Empty(GeneratorRun.ErrorsOf(page));
}
