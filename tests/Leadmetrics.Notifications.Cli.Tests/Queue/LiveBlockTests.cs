using Leadmetrics.Notifications.Cli.Showing;

namespace Leadmetrics.Notifications.Cli.Tests.Queue;

public sealed class LiveBlockTests : IDisposable
{
    private readonly FakeScreen _screen = new();

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void A_frame_takes_the_place_of_the_one_before_and_leaves_what_stood_above()
    {
        _screen.Write("above\n");
        using var block = new LiveBlock(_screen, () => 80);
        block.Draw(["one, and rather long", "two"]);
        block.Draw(["three", "four"]);
        Assert.Equal(["above", "three", "four"], _screen.Lines);
    }

    [Fact]
    public void Lines_that_are_not_drawn_any_more_are_gone()
    {
        using var block = new LiveBlock(_screen, () => 80);
        block.Draw(["one", "two", "three"]);
        block.Draw(["four"]);
        block.Draw(["five", "six"]);
        Assert.Equal(["five", "six"], _screen.Lines);
    }

    [Fact]
    public void No_line_is_as_wide_as_the_terminal_which_may_become_narrower()
    {
        var width = 20;
        using var block = new LiveBlock(_screen, () => width);
        block.Draw([new string('x', 50)]);
        Assert.Equal(new string('x', 19), Assert.Single(_screen.Lines));
        width = 10;
        block.Draw([new string('y', 50)]);
        Assert.Equal(new string('y', 9), Assert.Single(_screen.Lines));
    }

    [Fact]
    public void The_cursor_is_hidden_while_it_is_drawn_and_given_back()
    {
        using (var block = new LiveBlock(_screen, () => 80))
        {
            block.Draw(["one"]);
            Assert.False(_screen.IsCursorShown);
        }

        Assert.True(_screen.IsCursorShown);
        Assert.Equal(["one"], _screen.Lines);
    }

    [Fact]
    public void What_drew_nothing_writes_nothing()
    {
        new LiveBlock(_screen, () => 80).Dispose();
        Assert.Empty(_screen.Frames);
    }
}
