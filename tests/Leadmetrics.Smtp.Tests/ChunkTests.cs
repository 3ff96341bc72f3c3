using System.Buffers;
using System.Text;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests;

/// <summary>By BDAT (RFC 3030).</summary>
public sealed class ChunkTests
{
    private static CancellationToken Cancel => Given.Cancel;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(9, 1)]
    [InlineData(2_000, 1)]
    [InlineData(98_304, 1)]
    [InlineData(98_305, 2)]
    [InlineData(1_000_000, 11)]
    public async Task Content_arrives_octet_for_octet_in_chunks_of_less_than_128_KiB(int octets, int most)
    {
        var content = new byte[octets];
        for (var i = 0; i < octets; i++) content[i] = (byte)(i % 78 == 76 ? '\r' : i % 78 == 77 ? '\n' : '.' + (i % 70));
        if (octets >= 2) "\r\n"u8.CopyTo(content.AsSpan(octets - 2));
        foreach (var length in new long?[] { octets, null })
        {
            await using var server = ScriptedSmtpServer.Start();
            await using var connection = await ConnectAsync(server);
            var result = await connection.SendAsync(Given.Mail(Given.Content(async (output, token) => await output.WriteAsync(content, token), length)), Cancel);
            Assert.Equal(SmtpOutcome.Accepted, result.Outcome);
            var message = Assert.Single(server.Messages);
            Assert.True(message.ByBdat);
            Assert.Equal(octets == 1 ? [.. content, .. "\r\n"u8] : content, message.Content.ToArray());
            Assert.InRange(message.Chunks.Count, 1, most + 1);
            Assert.All(message.Chunks, chunk => Assert.InRange(chunk, 0, 128 * 1024));
            Assert.Equal(length?.ToString(System.Globalization.CultureInfo.InvariantCulture), message.MailParameters.GetValueOrDefault("SIZE"));
        }
    }

    [Theory]
    [InlineData("a\nb\rc\r\n.\r\n.d", "a\r\nb\r\nc\r\n.\r\n.d\r\n")]
    [InlineData("\n\n\n\n\n\n\n\n\n\n", "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n")]
    [InlineData(".\r\n", ".\r\n")]
    public async Task Lines_end_in_CRLF_and_dots_stay_as_they_are(string content, string expected)
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var connection = await ConnectAsync(server);
        await connection.SendAsync(Given.Mail(Given.Text(content)), Cancel);
        Assert.Equal(expected, Assert.Single(server.Messages).ContentText);
    }

    [Theory]
    [InlineData("RCPT")]
    [InlineData("MAIL")]
    public async Task No_chunk_leaves_before_a_recipient_was_taken_since_a_server_may_run_it_as_commands(string refused)
    {
        await using var server = ScriptedSmtpServer.Start(o => o.ReadRefusedChunks = false);
        server.At(refused == "RCPT" ? SmtpPoint.Rcpt() : SmtpPoint.Mail, SmtpFault.Reply("550 5.1.1 No"), message: 1);
        await using var connection = await ConnectAsync(server);
        var evil = Given.Text("MAIL FROM:<evil@client.test>\r\nRCPT TO:<victim@server.test>\r\nBDAT 3 LAST\r\nx\r\n");
        var result = await connection.SendAsync(Given.Mail(evil), Cancel);
        Assert.Equal(SmtpOutcome.Rejected, result.Outcome);
        Assert.Equal(SmtpOutcome.Accepted, (await connection.SendAsync(Given.Mail("second@client.test", "c@server.test"), Cancel)).Outcome);
        Assert.Equal("second@client.test", Assert.Single(server.Messages).From);
        Assert.DoesNotContain(server.Commands, command => command.Line.Contains("evil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_chunk_that_is_refused_ends_the_message_and_the_connection_goes_on()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Chunk, SmtpFault.Reply("552 5.3.4 Too much"), message: 1);
        await using var connection = await ConnectAsync(server);
        var refused = await connection.SendAsync(Given.Mail(Given.Content(LinesAsync(40_000))), Cancel);
        Assert.Equal((SmtpOutcome.Rejected, SmtpPhase.Data, 552), (refused.Outcome, refused.Phase, refused.Reply!.Code));
        Assert.Equal(SmtpOutcome.Accepted, (await connection.SendAsync(Given.Mail("second@client.test", "c@server.test"), Cancel)).Outcome);
        Assert.Equal("second@client.test", Assert.Single(server.Messages).From);
        Assert.Single(server.Connections);
        Assert.Single(server.Commands, command => command.Verb == "RSET");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    public async Task Content_that_throws_is_taken_back_and_the_connection_goes_on(int lines)
    {
        var failure = new InvalidDataException("gone");
        await using var server = ScriptedSmtpServer.Start();
        await using var connection = await ConnectAsync(server);
        var content = Given.Content(async (output, token) =>
        {
            await LinesAsync(lines)(output, token);
            throw failure;
        });
        Assert.Same(failure, await Assert.ThrowsAsync<InvalidDataException>(() => connection.SendAsync(Given.Mail(content), Cancel)));
        Assert.Equal(SmtpOutcome.Accepted, (await connection.SendAsync(Given.Mail("second@client.test", "c@server.test"), Cancel)).Outcome);
        Assert.Equal("second@client.test", Assert.Single(server.Messages).From);
        Assert.Single(server.Connections);
    }

    [Fact]
    public async Task A_gate_that_throws_keeps_the_last_chunk_back()
    {
        var failure = new InvalidOperationException("the lease is lost");
        await using var server = ScriptedSmtpServer.Start();
        await using var connection = await ConnectAsync(server);
        var gated = new SmtpTransaction(Given.Box("a@client.test"), [Given.Box("b@server.test")], Given.Text("x")) { Gate = _ => throw failure };
        Assert.Same(failure, await Assert.ThrowsAsync<InvalidOperationException>(() => connection.SendAsync(gated, Cancel)));
        Assert.Equal(SmtpOutcome.Accepted, (await connection.SendAsync(Given.Mail("second@client.test", "c@server.test"), Cancel)).Outcome);
        Assert.Equal("second@client.test", Assert.Single(server.Messages).From);
        Assert.Single(server.Connections);
    }

    [Fact]
    public async Task A_server_that_advertises_CHUNKING_and_does_not_know_BDAT_gets_the_message_by_DATA_and_is_remembered()
    {
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Capabilities.Chunking = false;
            o.Capabilities.Extra.Add("CHUNKING");
        });
        await using var pool = new SmtpPool(Given.OptionsFor(server) with { AllowChunking = true });
        for (var i = 0; i < 3; i++) Assert.Equal(SmtpOutcome.Accepted, (await pool.SendAsync(Given.Mail($"{i}@client.test", "b@server.test"), Cancel)).Outcome);
        Assert.Equal(["0@client.test", "1@client.test", "2@client.test"], server.Messages.Select(message => message.From));
        Assert.All(server.Messages, message => Assert.False(message.ByBdat));
        Assert.Single(server.Commands, command => command.Verb == "BDAT");
        Assert.Equal(2, server.Connections.Count);
    }

    [Fact]
    public async Task The_next_envelope_leaves_with_the_last_chunk()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = new SmtpPool(Given.OptionsFor(server) with { AllowChunking = true }, new SmtpPoolOptions { MaxConnections = 1 });
        Task<SmtpTransactionResult>? second = null;
        var first = new SmtpTransaction(Given.Box("first@client.test"), [Given.Box("b@server.test")], Given.Text("first\r\n"))
        {
            Gate = _ =>
            {
                second = pool.SendAsync(Given.Mail("second@client.test", "c@server.test"), Cancel);
                return ValueTask.CompletedTask;
            },
        };
        await pool.SendAsync(first, Cancel);
        await second!;
        Assert.Equal(["first@client.test", "second@client.test"], server.Messages.Select(message => message.From));
        var commands = server.Commands.Select(command => (command.Verb, command.Pipelined)).SkipWhile(command => command.Verb != "BDAT").Skip(1);
        Assert.Equal([("RSET", true), ("MAIL", true), ("RCPT", true), ("BDAT", false)], commands);
    }

    private static Task<SmtpConnection> ConnectAsync(ScriptedSmtpServer server) =>
        SmtpConnection.ConnectAsync(Given.OptionsFor(server) with { AllowChunking = true }, null, Cancel);

    private static Func<System.IO.Pipelines.PipeWriter, CancellationToken, ValueTask> LinesAsync(int lines)
    {
        var line = Encoding.ASCII.GetBytes(new string('x', 76) + "\r\n");
        return async (output, token) =>
        {
            for (var i = 0; i < lines; i++)
            {
                output.Write(line);
                await output.FlushAsync(token);
            }
        };
    }
}
