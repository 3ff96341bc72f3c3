using Leadmetrics.Chaos;

namespace Leadmetrics.Integration.Queue.Checking;

public sealed class ChaosOptionsTests
{
    [Fact]
    public void All_options_are_read_and_make_the_same_run_again()
    {
        var options = ChaosOptions.Parse(["--rate", "7", "--sqlite", "--minutes", "0.5", "--seed", "3", "--workers", "2", "--log", "/run.log"]);

        Assert.Equal((true, 0.5, 3, 2, 7, "/run.log"), (options.Sqlite, options.Minutes, options.Seed, options.Workers, options.Rate, options.Log));
        Assert.Equal("--sqlite --minutes 0.5 --seed 3 --workers 2 --rate 7", options.Again);
        Assert.Equal(options with { Log = null }, ChaosOptions.Parse(options.Again.Split(' ')));
    }

    [Theory]
    [InlineData("--minutes", "0.09")]
    [InlineData("--minutes", "1441")]
    [InlineData("--minutes", "NaN")]
    [InlineData("--seed", "-1")]
    [InlineData("--workers", "0")]
    [InlineData("--workers", "65")]
    [InlineData("--rate", "0")]
    [InlineData("--rate", "1001")]
    [InlineData("--rate", "many")]
    [InlineData("--log")]
    [InlineData("--unknown")]
    public void What_lies_beyond_its_bounds_or_is_unknown_is_refused(params string[] arguments) =>
        Assert.Contains(arguments[0], Assert.Throws<ArgumentException>(() => ChaosOptions.Parse(arguments)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_screen_that_is_no_terminal_gets_plain_lines_alone_and_a_terminal_one_that_is_drawn_anew()
    {
        using var plain = new StringWriter { NewLine = "\n" };
        var piped = new ChaosScreen(plain, isTerminal: false, () => 80);
        piped.Draw("halfway");
        piped.Write("done");
        Assert.Equal("done\n", plain.ToString());

        using var drawn = new StringWriter { NewLine = "\n" };
        var terminal = new ChaosScreen(drawn, isTerminal: true, () => 5);
        terminal.Draw("halfway");
        terminal.Write("done");
        terminal.Draw("");
        Assert.Equal("half\r\u001b[Kdone\nhalf\r\u001b[K", drawn.ToString());
    }
}
