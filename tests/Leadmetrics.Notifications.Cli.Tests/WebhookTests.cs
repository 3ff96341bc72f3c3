namespace Leadmetrics.Notifications.Cli.Tests;

public sealed class WebhookTests : IAsyncLifetime
{
    private readonly Lmn _lmn = new();

    public async ValueTask InitializeAsync() => await _lmn.WithDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        _lmn.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_token_is_shown_once_and_taken_away_again()
    {
        var config = _lmn.File("row.json", """{"apiKey":"SG.key-of-acme","fromAddress":"mail@acme.example"}""");
        var id = (string)(await _lmn.DoneAsync("provider", "add", "--tenant", "acme", "--provider", "sendgrid", "--config-file", config, "--json")).Json["provider"]!["id"]!;
        Assert.False(await HasWebhookAsync(id));

        var token = (await _lmn.DoneAsync("provider", "webhook", "--tenant", "acme", id)).Output.Trim();
        var again = (await _lmn.DoneAsync("provider", "webhook", "--tenant", "acme", id, "--json")).Json;

        Assert.Matches("^[A-Za-z0-9_-]{43}$", token);
        Assert.NotEqual(token, (string?)again["token"]);
        Assert.Equal($"/webhooks/sendgrid/{again["token"]}", (string?)again["path"]);
        Assert.True(await HasWebhookAsync(id));
        Assert.DoesNotContain((string)again["token"]!, (await _lmn.DoneAsync("provider", "show", "--tenant", "acme", id)).Output, StringComparison.Ordinal);
        await _lmn.DoneAsync("provider", "webhook", "--tenant", "acme", id, "--remove");
        Assert.False(await HasWebhookAsync(id));
        (await _lmn.RunAsync("provider", "webhook", "--tenant", "globex", id)).Ends(2);
    }

    private async Task<bool> HasWebhookAsync(string id) => (bool)(await _lmn.DoneAsync("provider", "show", "--tenant", "acme", id, "--json")).Json["provider"]!["hasWebhook"]!;
}
