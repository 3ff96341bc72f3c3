using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Cli.Tests;

public sealed class SuppressionTests : IAsyncLifetime
{
    private readonly Lmn _lmn = new();

    public async ValueTask InitializeAsync() => await _lmn.WithDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        _lmn.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_address_is_put_on_the_list_shown_and_taken_off()
    {
        var added = (await _lmn.DoneAsync("suppression", "add", "--tenant", "acme", "--address", "Jane@Customer.example", "--scope", "bulk", "--days", "30", "--note", "by phone", "--json")).Json["suppression"]!;
        await _lmn.DoneAsync("suppression", "add", "--tenant", "acme", "--address", "joe@customer.example", "--reason", "hard-bounce");

        Assert.Equal(("jane@customer.example", "manual", "bulk", "by phone"), ((string?)added["address"], (string?)added["reason"], (string?)added["scope"], (string?)added["note"]));
        Assert.Equal(2, (await _lmn.DoneAsync("suppression", "list", "--tenant", "acme", "--json")).Json["suppressions"]!.AsArray().Count);
        Assert.Equal("joe@customer.example", (string?)Assert.Single((await _lmn.DoneAsync("suppression", "list", "--tenant", "acme", "--reason", "hard-bounce", "--json")).Json["suppressions"]!.AsArray())!["address"]);
        Assert.Single((await _lmn.DoneAsync("suppression", "list", "--tenant", "acme", "--prefix", "JA", "--json")).Json["suppressions"]!.AsArray());
        Assert.Single((await _lmn.DoneAsync("suppression", "list", "--tenant", "acme", "--most", "1", "--json")).Json["suppressions"]!.AsArray());
        Assert.Contains("by phone", (await _lmn.DoneAsync("suppression", "list", "--tenant", "acme")).Output, StringComparison.Ordinal);
        Assert.Contains("Nobody", (await _lmn.DoneAsync("suppression", "list", "--tenant", "globex")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (int)(await _lmn.DoneAsync("suppression", "remove", "--tenant", "acme", "--address", "JANE@customer.example", "--json")).Json["removed"]!);
        Assert.Contains("no such", (await _lmn.DoneAsync("suppression", "remove", "--tenant", "acme", "--address", "jane@customer.example")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_to_a_suppressed_address_is_not_sent_and_the_answer_says_why()
    {
        await using var server = await SmtpCatcher.StartAsync(cancellationToken: Lmn.Cancel);
        var config = _lmn.File("row.json", $$"""{"host":"localhost","port":{{server.Port}},"fromAddress":"mail@acme.example"}""");
        var id = (string)(await _lmn.DoneAsync("provider", "add", "--tenant", "acme", "--provider", "smtp", "--config-file", config, "--json")).Json["provider"]!["id"]!;
        await _lmn.DoneAsync("provider", "test", "--tenant", "acme", id);
        await _lmn.DoneAsync("suppression", "add", "--tenant", "acme", "--address", "jane@customer.example");

        var refused = (await _lmn.RunAsync("send", "--tenant", "acme", "--to", "jane@customer.example", "--json")).Ends(1);
        await _lmn.DoneAsync("send", "--tenant", "acme", "--to", "joe@customer.example");

        Assert.Contains("suppress", refused.Output, StringComparison.Ordinal);
        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task What_is_typed_wrong_is_usage()
    {
        (await _lmn.RunAsync("suppression", "add", "--tenant", "acme", "--address", "jane", "--json")).Ends(2).Complains("--address");
        (await _lmn.RunAsync("suppression", "add", "--tenant", "acme")).Ends(2);
        (await _lmn.RunAsync("suppression", "add", "--tenant", "acme", "--address", "jane@customer.example", "--note", new string('x', 201), "--json")).Ends(2).Complains("--note");
        (await _lmn.RunAsync("suppression", "list", "--tenant", "acme", "--reason", "whim")).Ends(2);
        (await _lmn.RunAsync("suppression", "remove", "--tenant", "acme", "--json")).Ends(2).Complains("--address");
    }

    [Fact]
    public async Task Nothing_heard_of_a_message_is_said_so() =>
        Assert.Contains("Nothing was heard", (await _lmn.RunAsync("events", "--tenant", "acme", "<1@acme.example>")).Ends(1).Output, StringComparison.Ordinal);
}
