using System.Net.Sockets;

namespace Leadmetrics.Notifications.Testing.Tests;

public sealed class RawServerTests
{
    private const string Script = """
        S: 220-one
        S: 220 two
        C: EHLO *
        S: 250-a
        S: 250 b
        C: MAIL FROM:<*>*
        S: 421 bye
        CLOSE
        """;

    [Theory]
    [InlineData(RawPacing.Whole)]
    [InlineData(RawPacing.Lines)]
    [InlineData(RawPacing.Bytes)]
    public async Task A_transcript_is_played_at_each_pace(RawPacing pacing)
    {
        await using var server = RawSmtpServer.Start(Script, pacing);
        using var client = await RawClient.ConnectAsync(server.Port);

        Assert.Equal("250-a\n250 b", await client.SayAsync("EHLO me.test"));
        Assert.Equal("421 bye", await client.SayAsync("MAIL FROM:<a@b.test> SIZE=1"));
        Assert.Equal("", await client.ReadToEndAsync());
        await server.WaitForPlaysAsync(1, TestContext.Current.CancellationToken);
        Assert.Empty(server.Mismatches);
    }

    [Theory]
    [InlineData("HELO me.test", "Expected EHLO *, got HELO me.test")]
    [InlineData("EHLO", "Expected EHLO *, got EHLO")]
    public async Task What_is_not_in_the_script_is_a_mismatch(string line, string mismatch)
    {
        await using var server = RawSmtpServer.Start(Script);
        using var client = await RawClient.ConnectAsync(server.Port);
        await client.SendAsync(line + "\r\n");
        await server.WaitForPlaysAsync(1, TestContext.Current.CancellationToken);

        Assert.Equal(mismatch, Assert.Single(server.Mismatches));
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_client_that_leaves_early_is_a_mismatch()
    {
        await using var server = RawSmtpServer.Start(Script);
        using (await RawClient.ConnectAsync(server.Port))
        {
        }
        await server.WaitForPlaysAsync(1, TestContext.Current.CancellationToken);

        Assert.Single(server.Mismatches);
    }

    [Fact]
    public async Task Bytes_are_expected_and_sent_as_they_are_and_a_reset_is_one()
    {
        await using var server = RawSmtpServer.Start([RawStep.Send("22\0"u8), RawStep.Expect("\r\n.\r\n"u8), RawStep.Send("x\n"), RawStep.Expect("*end"), RawStep.Reset]);
        using var client = await RawClient.ConnectAsync(server.Port, greeted: false);
        await client.SendAsync("\r\n.\r\n");
        Assert.Equal("22\0x", await client.ReadLineAsync());
        await client.SendAsync("the end\r\n");

        var e = await Assert.ThrowsAsync<IOException>(client.ReadToEndAsync);

        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(e.InnerException).SocketErrorCode);
    }

    [Fact]
    public void A_script_that_is_none_says_so() => Assert.Contains("X: y", Assert.Throws<FormatException>(() => RawStep.Parse("S: 220\nX: y")).Message, StringComparison.Ordinal);
}
