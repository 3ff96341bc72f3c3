using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Tests;

public sealed class EraseTests : IAsyncLifetime
{
    private readonly Lmn _lmn = new();

    public async ValueTask InitializeAsync() => await _lmn.WithDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        _lmn.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Tenant_is_erased_without_a_key_and_no_other_tenant_with_it()
    {
        await AddAsync("acme", "localhost", 25);
        await AddAsync("globex", "localhost", 25);
        (await _lmn.RunAsync("erase", "tenant", "--tenant", "acme", "--json")).Ends(2).Complains("--yes");
        Assert.Single((await _lmn.DoneAsync("provider", "list", "--tenant", "acme", "--json")).Json["providers"]!.AsArray());

        using var keyless = new Lmn().Set("LMN_DB", $"sqlite:{Path.Combine(_lmn.Folder, "lmn.db")}");
        var erased = (await keyless.DoneAsync("erase", "tenant", "--tenant", "acme", "--yes", "--json")).Json["erased"]!;

        Assert.Equal(("acme", 1, 0), ((string?)erased["tenant"], (int)erased["providers"]!, (int)erased["sendingCounts"]!));
        Assert.Empty((await _lmn.DoneAsync("provider", "list", "--tenant", "acme", "--json")).Json["providers"]!.AsArray());
        Assert.Single((await _lmn.DoneAsync("provider", "list", "--tenant", "globex", "--json")).Json["providers"]!.AsArray());
        Assert.Contains("0 providers", (await _lmn.DoneAsync("erase", "tenant", "--tenant", "acme", "--yes")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recipient_in_a_last_error_is_erased_whatever_its_case()
    {
        await using var server = await SmtpCatcher.StartAsync(cancellationToken: Lmn.Cancel);
        _lmn.Plant("PASS", "pass-planted");
        server.Server.At(SmtpPoint.Auth, SmtpFault.Reply("535 5.7.8 Jane@Customer.example may not"));
        var id = await AddAsync("acme", "localhost", server.Port, "--user", "jane", "--pass-env", "PASS");
        (await _lmn.RunAsync("provider", "test", "--tenant", "acme", id)).Ends(1);
        Assert.Contains("Jane@", (await _lmn.DoneAsync("provider", "show", "--tenant", "acme", id)).Output, StringComparison.Ordinal);

        var erased = (await _lmn.DoneAsync("erase", "recipient", "--tenant", "acme", "--address", "jane@customer.example", "--yes", "--json")).Json["erased"]!;

        Assert.Equal(1, (int)erased["lastErrors"]!);
        Assert.DoesNotContain("Jane@", (await _lmn.DoneAsync("provider", "show", "--tenant", "acme", id)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_and_suppressions_of_a_recipient_are_counted_and_then_those_of_the_tenant()
    {
        await using (var host = new ServiceCollection().AddLeadmetricsNotifications(_ => { }).UseSqlite(Path.Combine(_lmn.Folder, "lmn.db")).Services.BuildServiceProvider())
        {
            await host.GetRequiredService<IDeliveryEventStore>().AddAsync([Bounce("jane@customer.example"), Bounce("john@customer.example")], Lmn.Cancel);
        }

        Assert.Contains("suppression list", (await _lmn.RunAsync("erase", "recipient", "--tenant", "acme", "--address", "jane@customer.example")).Ends(2).Errors, StringComparison.Ordinal);
        var recipient = (await _lmn.DoneAsync("erase", "recipient", "--tenant", "acme", "--address", "JANE@customer.example", "--yes", "--json")).Json["erased"]!;
        Assert.Equal((0, 1, 1), ((int)recipient["lastErrors"]!, (int)recipient["events"]!, (int)recipient["suppressions"]!));
        var tenant = (await _lmn.DoneAsync("erase", "tenant", "--tenant", "acme", "--yes", "--json")).Json["erased"]!;
        Assert.Equal((1, 1), ((int)tenant["events"]!, (int)tenant["suppressions"]!));
        Assert.Contains("0 delivery events, 0 entries", (await _lmn.DoneAsync("erase", "tenant", "--tenant", "acme", "--yes")).Output, StringComparison.Ordinal);

        static DeliveryRecord Bounce(string recipient) => new(
            new DeliveryEvent
            {
                Tenant = new TenantId("acme"),
                MessageId = "1@mail.acme.example",
                Provider = "sendgrid",
                EventId = recipient,
                Kind = DeliveryEventKind.Bounced,
                Recipient = recipient,
                OccurredAt = DateTimeOffset.UnixEpoch,
                ReceivedAt = DateTimeOffset.UnixEpoch,
            },
            new Suppression { Tenant = new TenantId("acme"), Address = recipient, Reason = SuppressionReason.HardBounce, Scope = SuppressionScope.All, CreatedAt = DateTimeOffset.UnixEpoch });
    }

    [Fact]
    public async Task Limit_of_a_row_holds_over_runs_of_lmn()
    {
        await using var server = await SmtpCatcher.StartAsync(cancellationToken: Lmn.Cancel);
        var config = _lmn.File("row.json", $$"""{"host":"localhost","port":{{server.Port}},"fromAddress":"mail@acme.example","limits":{"perDay":1} }""");
        var id = (string)(await _lmn.DoneAsync("provider", "add", "--tenant", "acme", "--provider", "smtp", "--config-file", config, "--json")).Json["provider"]!["id"]!;
        await _lmn.DoneAsync("provider", "test", "--tenant", "acme", id);
        await _lmn.DoneAsync("send", "--tenant", "acme", "--to", "jane@customer.example");

        var refused = (await _lmn.RunAsync("send", "--tenant", "acme", "--to", "jane@customer.example", "--json")).Ends(1);

        Assert.Equal("limitReached", (string?)refused.Json["failure"]!["kind"]);
        Assert.Single(server.Messages);
        Assert.Equal(1, (int)(await _lmn.DoneAsync("erase", "tenant", "--tenant", "acme", "--yes", "--json")).Json["erased"]!["sendingCounts"]!);
    }

    private async Task<string> AddAsync(string tenant, string host, int port, params string[] more) => (string)(await _lmn.DoneAsync(
        ["provider", "add", "--tenant", tenant, "--provider", "smtp", "--host", host, "--port", $"{port}", "--from", "mail@acme.example", .. more, "--json"])).Json["provider"]!["id"]!;
}
