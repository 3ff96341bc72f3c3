using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Cli.Tests;

public sealed class SmtpSendTests : IDisposable
{
    private readonly Lmn _lmn = new();

    public void Dispose() => _lmn.Dispose();

    [Fact]
    public async Task Message_arrives_as_it_was_typed()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Lmn.Cancel);
        var file = _lmn.File("été.txt", "attached");
        var result = await _lmn.DoneAsync([
            .. Send(catcher.Server), "--from", "Me <me@client.example>", "--to", "Jane <jane@server.example>", "--to", "joe@server.example", "--cc", "cc@server.example",
            "--bcc", "bcc@server.example", "--reply-to", "re@client.example", "--subject", "Grüße", "--text", "text", "--html", "<p>html</p>", "--attach", file, "--header", "X-Case: 17", "--json"]);
        var mail = Assert.Single(catcher.Messages);
        Assert.Equal("me@client.example", mail.EnvelopeFrom);
        Assert.Equal(["jane@server.example", "joe@server.example", "cc@server.example", "bcc@server.example"], mail.EnvelopeTo);
        Assert.Equal("Grüße", mail.Subject);
        Assert.Equal("text", mail.Text?.TrimEnd());
        Assert.Equal("<p>html</p>", mail.Html?.TrimEnd());
        Assert.Equal("17", mail.Header("X-Case"));
        Assert.Equal("re@client.example", mail.Header("Reply-To"));
        var attachment = Assert.Single(mail.Attachments);
        Assert.Equal("été.txt", attachment.FileName);
        Assert.Equal("attached"u8, attachment.Bytes.Span);
        Assert.Equal("accepted", (string?)result.Json["outcome"]);
        Assert.Equal(mail.MessageId, $"<{result.Json["messageId"]}>");
        Assert.Equal(4, result.Json["recipients"]!.AsArray().Count);
    }

    [Fact]
    public async Task Refused_recipient_among_others_ends_with_1_and_the_others_get_it()
    {
        await using var catcher = await SmtpCatcher.StartAsync(options => options.RecipientReplies["no@server.example"] = "550 5.1.1 nobody", Lmn.Cancel);
        var result = (await _lmn.RunAsync([.. Send(catcher.Server), "--from", "a@client.example", "--to", "no@server.example", "--to", "yes@server.example", "--json"])).Ends(1);
        Assert.Equal(["rejected", "accepted"], result.Json["recipients"]!.AsArray().Select(recipient => (string?)recipient!["outcome"]));
        Assert.Single(catcher.Messages);
    }

    [Fact]
    public async Task Refused_message_ends_with_1_and_tells_the_reply()
    {
        await using var catcher = await SmtpCatcher.StartAsync(options => options.RecipientReply = _ => "550 5.1.1 nobody", Lmn.Cancel);
        var result = (await _lmn.RunAsync([.. Send(catcher.Server), "--from", "a@client.example", "--to", "b@server.example"])).Ends(1);
        result.Complains("550");
    }

    [Fact]
    public async Task Connection_cut_after_the_dot_is_uncertain_and_ends_with_4()
    {
        await using var catcher = await SmtpCatcher.StartAsync(options => options.Capabilities.Chunking = false, Lmn.Cancel);
        catcher.Server.At(SmtpPoint.Dot, SmtpFault.Close);
        var result = (await _lmn.RunAsync([.. Send(catcher.Server), "--from", "a@client.example", "--to", "b@server.example", "--json"])).Ends(4);
        Assert.Equal("uncertain", (string?)result.Json["outcome"]);
        result.Complains("second copy");
    }

    [Fact]
    public async Task Many_messages_over_several_connections_are_counted_and_timed()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Lmn.Cancel);
        var result = await _lmn.DoneAsync([.. Send(catcher.Server), "--from", "a@client.example", "--to", "b@server.example", "--count", "60", "--connections", "3", "--in-flight", "4", "--json"]);
        Assert.Equal(60, (int)result.Json["messages"]!);
        Assert.True((double)result.Json["seconds"]! > 0);
        Assert.True((double)result.Json["messagesPerSecond"]! > 0);
        Assert.Equal(60, catcher.Messages.Select(mail => mail.MessageId).Distinct().Count());
        Assert.InRange(catcher.Server.Connections.Count, 2, 3);
    }

    [Fact]
    public async Task Many_messages_stop_at_the_first_refused_password()
    {
        await using var catcher = await SmtpCatcher.StartAsync(
            options =>
            {
                options.AcceptAnyCredentials = false;
                options.RequireAuth = true;
            },
            Lmn.Cancel);
        _lmn.Plant("PASS", "wr0ng-planted");
        var result = (await _lmn.RunAsync([
            .. Send(catcher.Server), "--user", "u", "--pass-env", "PASS", "--from", "a@client.example", "--to", "b@server.example", "--count", "500", "--json"])).Ends(1);
        Assert.Equal(0, (int)result.Json["messages"]!);
        Assert.InRange(catcher.Server.Commands.Count(command => command.Verb == "AUTH"), 1, 20);
    }

    [Theory]
    [InlineData("--from", "--from", "me", "--to", "b@server.example")]
    [InlineData("--from", "--from", "Me <me@client.example", "--to", "b@server.example")]
    [InlineData("--from", "--from", "Me\r\nBcc: x <me@client.example>", "--to", "b@server.example")]
    [InlineData("--to", "--from", "a@client.example")]
    [InlineData("--to", "--from", "a@client.example", "--to", "b")]
    [InlineData("--cc", "--from", "a@client.example", "--to", "b@server.example", "--cc", "J\nane <c@server.example>")]
    [InlineData("--subject", "--from", "a@client.example", "--to", "b@server.example", "--subject", "one\r\nBcc: x@server.example")]
    [InlineData("--attach", "--from", "a@client.example", "--to", "b@server.example", "--attach", "/no/such/file")]
    [InlineData("--attach", "--from", "a@client.example", "--to", "b@server.example", "--attach", "/")]
    [InlineData("--header", "--from", "a@client.example", "--to", "b@server.example", "--header", "no colon")]
    [InlineData("--header", "--from", "a@client.example", "--to", "b@server.example", "--header", "Bcc: x@server.example")]
    public async Task Wrong_message_is_named_and_nothing_is_sent(string option, params string[] message)
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Lmn.Cancel);
        var result = await _lmn.RunAsync([.. Send(catcher.Server), .. message, "--json"]);
        Assert.True(result.ExitCode is 2 or 3, result.ToString());
        result.Complains(option);
        Assert.StartsWith(option, (string?)result.Json["error"]!["field"], StringComparison.Ordinal);
        Assert.Empty(catcher.Messages);
    }

    private static string[] Send(ScriptedSmtpServer server) => ["smtp", "send", "--host", server.Host, "--port", $"{server.Port}", "--allow-private", "--tls", "none"];
}
