using System.Diagnostics;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Cli.Tests.Queue;

public sealed class QueueTests : IAsyncLifetime
{
    private readonly Lmn _lmn = new();

    public async ValueTask InitializeAsync() => await _lmn.WithDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        _lmn.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_mail_is_queued_counted_and_cancelled()
    {
        await using var catcher = await WithProviderAsync();
        var id = (await _lmn.DoneAsync("queue", "add", "--tenant", "acme", "--to", "jane@customer.example", "--send-at", "+1h")).Output.Trim();
        var status = await StatusAsync();
        Assert.Equal((0, 1, 1), ((int)status["ready"]!, (int)status["scheduled"]!, (int)status["pending"]!));
        Assert.Equal(1, (int)(await _lmn.DoneAsync("queue", "status", "--json")).Json["queue"]!["pending"]!);

        var plain = await _lmn.DoneAsync("queue", "status", "--tenant", "acme");
        Assert.Matches(@"(?m)^scheduled +1\r?$", plain.Output);
        Assert.DoesNotContain('\e', plain.Output);
        (await _lmn.RunAsync("queue", "cancel", "--tenant", "globex", "--id", id)).Ends(1);
        await _lmn.DoneAsync("queue", "cancel", "--tenant", "acme", "--id", id);
        Assert.Equal("settled", (string?)(await _lmn.RunAsync("queue", "cancel", "--tenant", "acme", "--id", id, "--json")).Ends(1).Json["outcome"]);
        Assert.Equal(0, (int)(await StatusAsync())["pending"]!);
    }

    [Fact]
    public async Task Many_mails_go_in_pieces_and_each_has_an_id()
    {
        await using var catcher = await WithProviderAsync();
        var added = await _lmn.DoneAsync("queue", "add", "--tenant", "acme", "--to", "jane@customer.example", "--count", "1500", "--lane", "bulk", "--json");
        Assert.Equal(1500, (int)added.Json["queued"]!);
        Assert.Equal(1500, added.Json["ids"]!.AsArray().Select(id => Guid.Parse((string)id!)).Distinct().Count());
        Assert.Equal(1500, (int)(await StatusAsync())["ready"]!);
    }

    [Fact]
    public async Task A_key_stands_for_one_mail()
    {
        await using var catcher = await WithProviderAsync();
        string[] add = ["queue", "add", "--tenant", "acme", "--to", "jane@customer.example", "--key", "order-1"];
        var first = await _lmn.DoneAsync(add);
        Assert.Equal(first.Output, (await _lmn.DoneAsync(add)).Output);
        Assert.Equal("--key", (string?)(await _lmn.RunAsync([.. add, "--subject", "another", "--json"])).Ends(2).Json["error"]!["field"]);
        Assert.Equal(1, (int)(await StatusAsync())["pending"]!);
    }

    [Fact]
    public async Task A_worker_sends_what_is_queued_and_stops_when_it_is_told()
    {
        await using var catcher = await WithProviderAsync();
        await _lmn.DoneAsync("queue", "add", "--tenant", "acme", "--to", "jane@customer.example", "--count", "3");
        using var worker = _lmn.Start("queue", "work", "--concurrency", "2", "--json");
        await catcher.WaitForMessagesAsync(3, Lmn.Cancel);
        await StopAsync(worker);

        Assert.Equal(0, worker.ExitCode);
        Assert.Contains("\"sent\":3", await worker.StandardOutput.ReadToEndAsync(Lmn.Cancel), StringComparison.Ordinal);
        var status = await StatusAsync();
        Assert.Equal((0, 3), ((int)status["pending"]!, (int)status["sentLastHour"]!));
    }

    [Fact]
    public async Task A_dead_letter_is_listed_with_the_servers_words_and_put_back()
    {
        await using var server = ScriptedSmtpServer.Start(options => options.RecipientReplies["jane@customer.example"] = "550 5.1.1 No such user");
        await AddProviderAsync(server.Port);
        var id = (await _lmn.DoneAsync("queue", "add", "--tenant", "acme", "--to", "jane@customer.example")).Output.Trim();
        using var worker = _lmn.Start("queue", "work");
        while ((int)(await StatusAsync())["dead"]! == 0) Lmn.Cancel.ThrowIfCancellationRequested();
        await StopAsync(worker);

        var dead = Assert.Single((await _lmn.DoneAsync("queue", "dead", "--tenant", "acme", "--json")).Json["dead"]!.AsArray())!;
        Assert.Equal((id, "rejected", 550), ((string?)dead["id"], (string?)dead["reason"], (int)dead["code"]!));
        Assert.Contains("No such user", (await _lmn.DoneAsync("queue", "dead", "--tenant", "acme")).Output, StringComparison.Ordinal);
        (await _lmn.RunAsync("queue", "requeue", "--tenant", "acme", "--id", Guid.NewGuid().ToString())).Ends(1);
        await _lmn.DoneAsync("queue", "requeue", "--tenant", "acme", "--all");
        var status = await StatusAsync();
        Assert.Equal((0, 1), ((int)status["dead"]!, (int)status["ready"]!));
    }

    [Fact]
    public async Task A_paused_tenant_is_told_until_it_is_resumed()
    {
        await _lmn.DoneAsync("queue", "pause", "--tenant", "acme");
        Assert.Contains("Paused", (await _lmn.DoneAsync("queue", "status", "--tenant", "acme", "--once")).Output, StringComparison.Ordinal);
        Assert.True((bool)(await StatusAsync())["paused"]!);
        await _lmn.DoneAsync("queue", "resume", "--tenant", "acme");
        Assert.False((bool)(await StatusAsync())["paused"]!);
    }

    [Fact]
    public async Task An_account_that_waits_is_listed_with_why_and_its_breaker_closed_by_its_own_tenant_alone()
    {
        await using (await WithProviderAsync())
        {
            // From here on nobody listens.
        }

        await _lmn.DoneAsync("queue", "add", "--tenant", "acme", "--to", "jane@customer.example");
        using var worker = _lmn.Start("queue", "work");
        System.Text.Json.Nodes.JsonArray breakers;
        while ((breakers = await BreakersAsync("--tenant", "acme")).Count == 0) Lmn.Cancel.ThrowIfCancellationRequested();
        await StopAsync(worker);

        var breaker = Assert.Single(breakers)!;
        var account = (string)breaker["account"]!;
        Assert.Equal((true, 1, "connect"), (account.StartsWith("row:", StringComparison.Ordinal), (int)breaker["times"]!, (string?)breaker["kind"]));
        Assert.InRange((double)breaker["retryInSeconds"]!, 0, 30);
        Assert.Contains(account, (await _lmn.DoneAsync("queue", "breakers", "--tenant", "acme")).Output, StringComparison.Ordinal);
        Assert.Empty(await BreakersAsync("--platform"));
        (await _lmn.RunAsync("queue", "breakers", "--platform", "--close", account)).Ends(1);
        (await _lmn.RunAsync("queue", "breakers", "--tenant", "globex", "--close", account)).Ends(1);
        await _lmn.DoneAsync("queue", "breakers", "--tenant", "acme", "--close", account);
        Assert.Empty(await BreakersAsync("--tenant", "acme"));
        (await _lmn.RunAsync("queue", "breakers", "--tenant", "acme", "--close", account)).Ends(1);
    }

    [Theory]
    [InlineData("A verb is missing: add, status, dead, requeue, cancel, settle, pause, resume, breakers, work")]
    [InlineData("--tenant", "add", "--to", "jane@customer.example")]
    [InlineData("--send-at is neither", "add", "--tenant", "acme", "--to", "jane@customer.example", "--send-at", "tomorrow")]
    [InlineData("--send-at is neither", "add", "--tenant", "acme", "--to", "jane@customer.example", "--send-at", "2027-01-31T08:00")]
    [InlineData("--expires-at is neither", "add", "--tenant", "acme", "--to", "jane@customer.example", "--expires-at", "+5")]
    [InlineData("--lane is none of transactional, bulk", "add", "--tenant", "acme", "--to", "jane@customer.example", "--lane", "slow")]
    [InlineData("--key stands for one mail", "add", "--tenant", "acme", "--to", "jane@customer.example", "--key", "x", "--count", "2")]
    [InlineData("--count is not a whole number", "add", "--tenant", "acme", "--to", "jane@customer.example", "--count", "0")]
    [InlineData("--id or --all has to be given", "requeue", "--tenant", "acme")]
    [InlineData("--id is not a mail's id", "cancel", "--tenant", "acme", "--id", "17")]
    [InlineData("'--id'", "cancel", "--tenant", "acme")]
    [InlineData("'--id'", "settle", "--tenant", "acme", "--as", "delivered")]
    [InlineData("--id has to be given once", "cancel", "--tenant", "acme", "--id", "6f9619ff-8b86-d011-b42d-00c04fc964ff", "--id", "6f9619ff-8b86-d011-b42d-00c04fc964fe")]
    [InlineData("--as is none of delivered, resend", "settle", "--tenant", "acme", "--id", "x", "--as", "lost")]
    [InlineData("--tenant", "pause")]
    [InlineData("--platform or --tenant has to be given, one of them", "breakers")]
    [InlineData("--platform or --tenant has to be given, one of them", "breakers", "--platform", "--tenant", "acme", "--close", "platform")]
    [InlineData("--close is empty", "breakers", "--platform", "--close", "")]
    [InlineData("--concurrency is not a whole number", "work", "--concurrency", "0")]
    public async Task What_is_typed_wrong_is_named(string complaint, params string[] arguments) => (await _lmn.RunAsync(["queue", .. arguments])).Ends(2).Complains(complaint);

    [Fact]
    public async Task Help_names_the_verbs_and_what_they_take()
    {
        var help = (await _lmn.DoneAsync("help", "queue")).Output;
        foreach (var verb in new[] { "add", "status", "dead", "requeue", "cancel", "settle", "pause", "resume", "breakers", "work" }) Assert.Contains($"  {verb}", help, StringComparison.Ordinal);
        var add = (await _lmn.DoneAsync("help", "queue", "add")).Output;
        foreach (var option in new[] { "--to", "--attach", "--send-at", "--expires-at", "--key", "--lane", "--count", "--json" }) Assert.Contains(option, add, StringComparison.Ordinal);
    }

    private static async Task StopAsync(Process worker)
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{worker.Id}"])) await kill.WaitForExitAsync(Lmn.Cancel);
        await worker.WaitForExitAsync(Lmn.Cancel);
    }

    private async Task<System.Text.Json.Nodes.JsonNode> StatusAsync() => (await _lmn.DoneAsync("queue", "status", "--tenant", "acme", "--json")).Json["queue"]!;

    private async Task<System.Text.Json.Nodes.JsonArray> BreakersAsync(params string[] of) => (await _lmn.DoneAsync(["queue", "breakers", .. of, "--json"])).Json["breakers"]!.AsArray();

    private async Task<SmtpCatcher> WithProviderAsync()
    {
        var catcher = await SmtpCatcher.StartAsync(cancellationToken: Lmn.Cancel);
        await AddProviderAsync(catcher.Port);
        return catcher;
    }

    private async Task AddProviderAsync(int port)
    {
        var config = _lmn.File("row.json", $$$"""{"host":"localhost","port":{{{port}}},"fromAddress":"mail@acme.example","tls":{"mode":"none"}}""");
        _lmn.Set("LMN_CLEAR_TEXT_HOSTS", "localhost");
        var id = (string)(await _lmn.DoneAsync("provider", "add", "--tenant", "acme", "--provider", "smtp", "--config-file", config, "--json")).Json["provider"]!["id"]!;
        await _lmn.DoneAsync("provider", "test", "--tenant", "acme", id);
    }
}
