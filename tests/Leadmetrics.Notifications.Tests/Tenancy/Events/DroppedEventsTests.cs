using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tests.Providers.OAuth;
using static Leadmetrics.Notifications.Tests.Providers.SendGrid.Events.GivenEvents;

namespace Leadmetrics.Notifications.Tests.Tenancy.Events;

/// <summary>What can never be stored, whose troubles are told, and callers that go away.</summary>
public sealed class DroppedEventsTests
{
    private const int Refused = 1110;
    private const int Unavailable = 1112;
    private const int Dropped = 1116;

    private static StoreException No => new(StoreFailure.Refused, "It breaks a rule.");

    [Fact]
    public async Task What_the_store_refuses_is_found_by_halves_and_dropped_and_all_else_is_stored_in_its_order()
    {
        await using var host = new WebhookHost();
        var (id, token) = await host.AddAcmeAsync();

        // All; the first half, its first half, its second half, of which one; the other.
        foreach (var failure in new[] { No, No, null, No, No }) host.Store.Failures.Enqueue(failure);
        var answer = await host.PostAsync(token, Many(8));

        Assert.Equal(new WebhookAnswer(WebhookStatus.Stored) { Stored = 7, Dropped = 1 }, answer);
        Assert.Equal(["e000000", "e000001", "e000003", "e000004", "e000005", "e000006", "e000007"], host.Store.Events.Select(heard => heard.EventId));
        Assert.Contains($"1 events were dropped in a call of the webhook of provider row {id}: It breaks a rule.", Assert.Single(host.Log.Of(Dropped)), StringComparison.Ordinal);
        Assert.Empty(host.Log.Of(Unavailable));
    }

    [Fact]
    public async Task A_store_that_refuses_all_is_told_of_once_and_asked_no_more()
    {
        await using var host = new WebhookHost();
        var (_, token) = await host.AddAcmeAsync();
        for (var i = 0; i < 7; i++) host.Store.Failures.Enqueue(No);

        Assert.Equal(new WebhookAnswer(WebhookStatus.Stored) { Dropped = 4 }, await host.PostAsync(token, Many(4)));

        Assert.Empty(host.Store.Failures);
        Assert.Contains("4 events", Assert.Single(host.Log.Of(Dropped)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_goes_away_between_the_halves_is_asked_again_later()
    {
        await using var host = new WebhookHost();
        var (_, token) = await host.AddAcmeAsync();
        foreach (var failure in new[] { No, null, new StoreException(StoreFailure.Unavailable, "away") }) host.Store.Failures.Enqueue(failure);

        Assert.Equal(WebhookStatus.Unavailable, (await host.PostAsync(token, Many(4))).Status);
        Assert.Equal((2, 2), await host.PostAsync(token, Many(4)) is var again ? (again.Stored, again.Known) : default);
    }

    [Fact]
    public async Task An_event_of_a_tenant_that_no_store_can_keep_stops_nobody_elses()
    {
        await using var host = new WebhookHost();

        var answer = await host.PostAsync(WebhookHost.PlatformToken, Body(Event("delivered", "e1"), Event("delivered", "e2", ("lmn_tenant", "globex"), ("email", new string('Ⱥ', 160))), Event("delivered", "e3", ("lmn_tenant", "globex"))), host.PlatformKey);

        Assert.Equal(new WebhookAnswer(WebhookStatus.Stored) { Stored = 2, Dropped = 1 }, answer);
        Assert.Contains("1 events were dropped in a call of the webhook of the platform's account: an address", Assert.Single(host.Log.Of(Dropped)), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains('Ⱥ', StringComparison.Ordinal) || line.Contains('ⱥ', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mail_that_was_sent_otherwise_with_any_arguments_leaves_ours_in_force()
    {
        await using var host = new WebhookHost();
        var foreign = Event("delivered", "e2", ("lmn_tenant", null), ("lmn_message_id", null), ("type", 5), ("timestamp", "yesterday"), ("event", new JsonArray()), ("reason", new JsonObject()));

        Assert.Equal(1, (await host.PostAsync(WebhookHost.PlatformToken, Body(Event("delivered", "e1"), foreign), host.PlatformKey)).Stored);
    }

    [Fact]
    public async Task One_accounts_troubles_hide_no_other_accounts()
    {
        await using var host = new WebhookHost();
        var (acme, token) = await host.AddAcmeAsync();
        var (globex, other) = await host.AddAsync(WebhookHost.Globex, host.RowKey.PublicKey);
        for (var i = 0; i < 2; i++)
        {
            await host.PostAsync(token, Body(Event("delivered")), host.PlatformKey);
            await host.PostAsync(other, Body(Event("delivered")), host.PlatformKey);
            await host.PostAsync(WebhookHost.PlatformToken, Body(Event("delivered")), host.RowKey);
        }

        Assert.Equal([$"provider row {acme}", $"provider row {globex}", "the platform's account"], host.Log.Of(Refused).Select(line => new[] { $"provider row {acme}", $"provider row {globex}", "the platform's account" }.Single(name => line.Contains(name, StringComparison.Ordinal))));
        foreach (var row in host.Rows.All) await host.Rows.TryUpdateAsync(row with { Config = row.Config[..^1], Version = row.Version + 1 }, TestContext.Current.CancellationToken);
        await host.PostAsync(token, Body(Event("delivered")));
        await host.PostAsync(other, Body(Event("delivered")));
        Assert.Equal(2, host.Log.Of(Unavailable).Count());
    }

    [Fact]
    public void Accounts_beyond_a_thousand_share_one_slot()
    {
        var slots = new OncePerMinuteEach(new MovableClock());
        for (var i = 1; i <= OncePerMinuteEach.MaxAccounts; i++) Assert.True(slots.IsDue(Account(i)));

        Assert.True(slots.IsDue(Account(5_000)));
        Assert.False(slots.IsDue(Account(5_001)));
        Assert.False(slots.IsDue(null));
        Assert.False(slots.IsDue(Account(1)));

        static WebhookAccount Account(int i) => new(WebhookHost.Acme, new ProviderRow { Tenant = WebhookHost.Acme, Id = new Guid(i, 0, 0, new byte[8]), Provider = "sendgrid", Config = default, ConfigKeyId = "k", CreatedAt = default, UpdatedAt = default });
    }
}
