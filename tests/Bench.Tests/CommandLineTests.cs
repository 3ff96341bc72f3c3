using Leadmetrics.Bench.Contestants;
using Leadmetrics.Bench.Servers;
using Leadmetrics.Bench.Smtp;

namespace Leadmetrics.Bench.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("smtp --mesages 5")]
    [InlineData("smtp extra")]
    [InlineData("smtp --messages")]
    [InlineData("smtp --messages many")]
    [InlineData("smtp --messages 0")]
    [InlineData("smtp --messages 5.5")]
    [InlineData("smtp --messages 99999999999")]
    [InlineData("smtp --connections 101")]
    [InlineData("smtp --in-flight 65")]
    [InlineData("smtp --rtt -1")]
    [InlineData("smtp --size 1")]
    [InlineData("smtp --rounds 0")]
    [InlineData("smtp --attachment -1")]
    [InlineData("smtp --server sendmail")]
    [InlineData("smtp --peer outlook")]
    [InlineData("memory --attachment 10")]
    [InlineData("queue --seconds 0")]
    [InlineData("queue --commit-delay 2s")]
    [InlineData("queue --commit-delay 101ms")]
    [InlineData("queue --commit-delay -1ms")]
    [InlineData("queue --figure speed")]
    [InlineData("queue --peer kafka")]
    [InlineData("queue-worker graphile-worker")]
    [InlineData("record now")]
    [InlineData("--gates")]
    public async Task A_call_that_is_wrong_ends_with_2_before_anything_is_measured(string line) =>
        Assert.Equal(2, await CommandLine.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Theory]
    [InlineData("--messages", "many", "1", "10000000")]
    [InlineData("--connections", "101", "1", "100")]
    [InlineData("--rtt", "-1", "0", "10000")]
    public void A_bad_number_is_named_with_its_option_and_bounds(string option, string number, string least, string most)
    {
        var error = Assert.Single(CommandLine.Create().Parse(["smtp", option, number]).Errors);
        Assert.Equal($"{option} takes a whole number from {least} to {most}, not \"{number}\".", error.Message);
    }

    [Theory]
    [InlineData("smtp")]
    [InlineData("smtp --messages 10 --size 4096 --connections 2 --rtt 20 --in-flight 8 --rounds 3 --attachment 5 --server postfix --no-chunking --peer ours --peer nodemailer --json x.json")]
    [InlineData("memory --attachment 1000000 --server sink")]
    [InlineData("queue")]
    [InlineData("queue --seconds 1 --rounds 1 --messages 1000 --commit-delay 2ms --peer ours --peer pg-boss-fast --figure drain --json x.json")]
    [InlineData("record")]
    [InlineData("--gate")]
    public void A_call_that_is_right_has_no_errors(string line) => Assert.Empty(CommandLine.Create().Parse(line.Split(' ')).Errors);

    [Fact]
    public void The_command_of_a_scenario_is_one_that_the_command_line_takes_and_names_what_is_unusual()
    {
        Assert.Equal("./dev bench smtp", new Scenario().Command);
        var unusual = new Scenario { Messages = 7, Connections = 3, RoundTrip = 20, InFlight = 8, Rounds = 2, Attachment = 9, Size = 1024, Server = ServerKind.Postfix, Chunking = false, Peers = [ContestantNames.Ours, ContestantNames.SmtpSource] };
        Assert.Equal(
            "./dev bench smtp --messages 7 --size 1024 --connections 3 --rtt 20 --in-flight 8 --rounds 2 --attachment 9 --server postfix --no-chunking --peer ours --peer smtp-source",
            unusual.Command);
        Assert.Empty(CommandLine.Create().Parse(unusual.Command.Split(' ')[2..]).Errors);
    }

    [Fact]
    public void Each_server_has_its_word() =>
        Assert.All(Enum.GetValues<ServerKind>(), kind => Assert.Equal(kind, ServerKinds.Parse(kind.Word())));
}
