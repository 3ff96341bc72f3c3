using System.Text;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tests.Providers.SendGrid.Events;
using static Leadmetrics.Notifications.Tests.Providers.SendGrid.Events.GivenEvents;

namespace Leadmetrics.Notifications.Tests.Tenancy.Events;

public sealed class DeliveryWebhooksTests
{
    private const int Refused = 1110;
    private const int Unavailable = 1112;
    private const int Unknown = 1113;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rows_events_are_stored_as_its_tenants_and_its_own()
    {
        await using var host = new WebhookHost();
        var (id, token) = await host.AddAcmeAsync();

        var answer = await host.PostAsync(token, Body(Event("processed", "e1"), Event("delivered", "e2"), Event("group_unsubscribe"), Event("open", "e3", ("lmn_message_id", null))));

        Assert.Equal(new WebhookAnswer(WebhookStatus.Stored) { Stored = 2, Foreign = 1, PassedOver = 1 }, answer);
        Assert.All(host.Store.Events, heard => Assert.Equal((WebhookHost.Acme, id, host.Clock.GetUtcNow()), (heard.Tenant, heard.ProviderId, heard.ReceivedAt)));
        Assert.Equal(["e1", "e2"], host.Store.Events.Select(heard => heard.EventId));
    }

    [Fact]
    public async Task The_platforms_events_are_their_tenants()
    {
        await using var host = new WebhookHost();

        var answer = await host.PostAsync(WebhookHost.PlatformToken, Body(Event("delivered", "e1"), Event("delivered", "e2", ("lmn_tenant", "globex"))), host.PlatformKey);

        Assert.Equal(2, answer.Stored);
        Assert.Equal([(WebhookHost.Acme, null), (WebhookHost.Globex, (Guid?)null)], host.Store.Events.Select(heard => (heard.Tenant, heard.ProviderId)));
        Assert.Equal(0, host.Tokens.Asked);
    }

    [Fact]
    public async Task A_body_that_is_posted_again_is_stored_once()
    {
        await using var host = new WebhookHost();
        var (_, token) = await host.AddAcmeAsync();
        var (body, timestamp) = (Body(Event("delivered", "e1"), Event("open", "e2"), Event("open", "e2")), EventSigner.At(host.Clock.GetUtcNow()));
        var signature = host.RowKey.Sign(timestamp, body);

        var first = await host.PostAsync(token, body, signature, timestamp);
        host.Clock.Advance(TimeSpan.FromHours(47));
        var again = await host.PostAsync(token, body, signature, timestamp);
        var signedAnew = await host.PostAsync(token, body);

        Assert.Equal([(2, 1), (0, 3), (0, 3)], new[] { first, again, signedAnew }.Select(answer => (answer.Stored, answer.Known)));
        Assert.Equal(2, host.Store.Events.Count);
    }

    [Fact]
    public async Task The_status_stays_the_furthest_whatever_order_events_come_in()
    {
        await using var host = new WebhookHost();
        var (_, token) = await host.AddAcmeAsync();

        await host.PostAsync(token, Body(Event("bounce", "e3", ("status", "5.1.1"), ("timestamp", At))));
        await host.PostAsync(token, Body(Event("delivered", "e2", ("timestamp", At + 60)), Event("processed", "e1", ("timestamp", At + 90))));
        var history = await ((IDeliveryHistory)host.Services.GetService(typeof(IDeliveryHistory))!).FindAsync(WebhookHost.Acme, "m1@acme.example", Cancel);

        var status = Assert.Single(history!.Recipients);
        Assert.Equal((DeliveryEventKind.Bounced, DeliveryReason.MailboxUnknown), (status.Kind, status.Reason));
        Assert.Equal(["e3", "e2", "e1"], history.Events.Select(heard => heard.EventId));
        Assert.Null(await ((IDeliveryHistory)host.Services.GetService(typeof(IDeliveryHistory))!).FindAsync(WebhookHost.Globex, "m1@acme.example", Cancel));
    }

    [Fact]
    public async Task A_rows_key_moves_no_other_tenants_message()
    {
        await using var host = new WebhookHost();
        var (acme, _) = await host.AddAcmeAsync();
        var (globex, token) = await host.AddAsync(WebhookHost.Globex, host.PlatformKey.PublicKey);

        // Globex signs an event of acme's message: once in acme's name, once in its own.
        var answer = await host.PostAsync(token, Body(Event("bounce", "e1"), Event("bounce", "e2", ("lmn_tenant", "globex"))), host.PlatformKey);

        Assert.Equal((1, 1), (answer.Stored, answer.Foreign));
        var stored = Assert.Single(host.Store.Events);
        Assert.Equal((WebhookHost.Globex, globex), (stored.Tenant, stored.ProviderId));
        Assert.NotEqual(acme, globex);
    }

    [Fact]
    public async Task A_token_is_good_for_its_own_account_alone()
    {
        await using var host = new WebhookHost();
        var (_, token) = await host.AddAcmeAsync();

        Assert.Equal(WebhookStatus.Refused, (await host.PostAsync(token, Body(Event("delivered")), host.PlatformKey)).Status);
        Assert.Equal(WebhookStatus.Refused, (await host.PostAsync(WebhookHost.PlatformToken, Body(Event("delivered")), host.RowKey)).Status);
        Assert.Empty(host.Store.Events);
    }

    [Fact]
    public async Task What_is_not_signed_as_it_came_is_refused_and_nothing_of_it_is_stored()
    {
        await using var host = new WebhookHost();
        var (_, token) = await host.AddAcmeAsync();
        var (body, timestamp) = (Body(Event("delivered")), EventSigner.At(host.Clock.GetUtcNow()));
        var good = host.RowKey.Sign(timestamp, body);

        Assert.Equal(WebhookStatus.Refused, (await host.PostAsync(token, body[..^2], good, timestamp)).Status);
        Assert.Equal(WebhookStatus.Refused, (await host.PostAsync(token, body, good, EventSigner.At(host.Clock.GetUtcNow().AddSeconds(1)))).Status);
        Assert.Equal(WebhookStatus.Refused, (await host.PostAsync(token, [(byte)timestamp[9], .. body], good, timestamp[..9])).Status);
        Assert.Equal(WebhookStatus.Refused, (await host.PostAsync(token, body, null, null)).Status);
        Assert.Equal(WebhookStatus.Refused, (await host.PostAsync(token, body, "", "")).Status);
        Assert.Equal(WebhookStatus.Refused, (await host.PostAsync(token, [], host.RowKey.Sign(timestamp, []), timestamp)).Status);
        Assert.Empty(host.Store.Calls);
        Assert.Equal(WebhookStatus.Stored, (await host.PostAsync(token, body, good, timestamp)).Status);
    }

    [Theory]
    [InlineData(48 * 3600, WebhookStatus.Stored)]
    [InlineData((48 * 3600) + 1, WebhookStatus.Refused)]
    [InlineData(-300, WebhookStatus.Stored)]
    [InlineData(-301, WebhookStatus.Refused)]
    public async Task What_was_signed_too_long_ago_or_is_of_the_future_is_refused(int secondsAgo, WebhookStatus status)
    {
        await using var host = new WebhookHost();
        var (_, token) = await host.AddAcmeAsync();

        Assert.Equal(status, (await host.PostAsync(token, Body(Event("delivered")), ago: TimeSpan.FromSeconds(secondsAgo))).Status);
    }

    [Theory]
    [InlineData("[not json]", WebhookStatus.Malformed)]
    [InlineData("[{}]", WebhookStatus.Malformed)]
    [InlineData("[{\"event\":\"transmogrified\"}]", WebhookStatus.Malformed)]
    [InlineData("{\"event\":\"delivered\"}", WebhookStatus.Refused)]
    [InlineData("event=delivered", WebhookStatus.Refused)]
    public async Task What_is_signed_and_no_list_of_events_is_turned_away_whole(string body, WebhookStatus status)
    {
        await using var host = new WebhookHost();
        var (_, token) = await host.AddAcmeAsync();

        Assert.Equal(status, (await host.PostAsync(token, Encoding.UTF8.GetBytes(body))).Status);
        Assert.Empty(host.Store.Calls);
    }

    [Fact]
    public async Task One_malformed_event_behind_two_thousand_good_ones_leaves_nothing_stored()
    {
        await using var host = new WebhookHost();
        var (_, token) = await host.AddAcmeAsync();
        var good = Encoding.UTF8.GetString(Many(2_000)).TrimEnd();

        Assert.Equal(WebhookStatus.Malformed, (await host.PostAsync(token, Encoding.UTF8.GetBytes(good[..^1] + ",5]"))).Status);
        Assert.Empty(host.Store.Calls);
    }

    [Fact]
    public async Task Unknown_kinds_beside_known_ones_are_passed_over_and_told_of()
    {
        await using var host = new WebhookHost();
        var (id, token) = await host.AddAcmeAsync();

        var answer = await host.PostAsync(token, Body(Event("transmogrified", "e1"), Event("delivered", "e2")));

        Assert.Equal((1, 1), (answer.Stored, answer.PassedOver));
        Assert.Contains($"1 events of kinds that this version does not know were passed over in a call of the webhook of provider row {id}", Assert.Single(host.Log.Of(Unknown)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_nobody_has_costs_one_question_and_one_that_is_none_costs_nothing()
    {
        await using var host = new WebhookHost();
        var (id, token) = await host.AddAcmeAsync();
        var body = Body(Event("delivered"));

        foreach (var none in new[] { "", "x", token[..31], token + "=", token.Replace(token[0], '/'), new string('a', 129), "ä" + token[1..] }) Assert.Equal(WebhookStatus.UnknownToken, (await host.PostAsync(none, body)).Status);
        Assert.Equal(0, host.Tokens.Asked);
        var stream = new UntouchedStream();
        var answer = await host.Webhooks.ReceiveAsync("sendgrid", new string('a', 43), new WebhookRequest { Signature = null, Timestamp = null, Body = stream }, Cancel);
        Assert.Equal(WebhookStatus.UnknownToken, answer.Status);
        Assert.Equal(1, host.Tokens.Asked);
        Assert.Equal(WebhookStatus.UnknownToken, (await host.Webhooks.ReceiveAsync("smtp", token, new WebhookRequest { Signature = null, Timestamp = null, Body = stream }, Cancel)).Status);
        await host.Providers.RemoveWebhookTokenAsync(WebhookHost.Acme, id, Cancel);
        Assert.Equal(WebhookStatus.UnknownToken, (await host.PostAsync(token, body)).Status);
        Assert.Empty(host.Log.Of(Refused));
    }

    [Fact]
    public async Task The_serving_settings_key_counts_and_a_pending_one_once_it_serves()
    {
        await using var host = new WebhookHost();
        var (id, token) = await host.AddAcmeAsync();
        var row = Assert.Single(host.Rows.All);
        await host.Rows.TryUpdateAsync(row with { VerifiedAt = row.CreatedAt, Version = row.Version + 1 }, Cancel);
        var edited = await host.Providers.ChangeAsync(WebhookHost.Acme, id, new ProviderChange { Config = WebhookHost.Config(host.PlatformKey.PublicKey) }, Cancel);
        Assert.True(edited.HasPendingConfig);

        Assert.Equal(WebhookStatus.Stored, (await host.PostAsync(token, Body(Event("delivered")), host.RowKey)).Status);
        Assert.Equal(WebhookStatus.Refused, (await host.PostAsync(token, Body(Event("delivered")), host.PlatformKey)).Status);
    }

    [Fact]
    public async Task A_row_without_a_key_takes_nothing()
    {
        await using var host = new WebhookHost();
        var (id, token) = await host.AddAsync(WebhookHost.Acme, publicKey: null);

        Assert.Equal(WebhookStatus.Refused, (await host.PostAsync(token, Body(Event("delivered")))).Status);
        Assert.Contains($"provider row {id} was refused with 403: the account has no webhookPublicKey", Assert.Single(host.Log.Of(Refused)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_store_does_not_answer_the_provider_is_asked_to_come_again_and_nothing_is_stored_twice()
    {
        await using var host = new WebhookHost();
        var (_, token) = await host.AddAcmeAsync();
        var away = new StoreException(StoreFailure.Unavailable, "The database does not answer.");
        host.Tokens.Failure = away;
        Assert.Equal(WebhookStatus.Unavailable, (await host.PostAsync(token, Many(2_500))).Status);
        host.Tokens.Failure = null;
        host.Store.Failures.Enqueue(null);
        host.Store.Failures.Enqueue(away);

        // The first thousand are stored, the second fail.
        Assert.Equal(new WebhookAnswer(WebhookStatus.Unavailable), await host.PostAsync(token, Many(2_500)));
        var again = await host.PostAsync(token, Many(2_500));

        Assert.Equal((1_500, 1_000), (again.Stored, again.Known));
        Assert.Equal(2_500, host.Store.Events.Count);

        // One before it was known whose it is, and one of the account's.
        Assert.Equal(2, host.Log.Of(Unavailable).Count());
    }

    [Fact]
    public async Task Settings_that_cannot_be_opened_are_an_error_that_can_be_mended()
    {
        await using var host = new WebhookHost();
        var (id, token) = await host.AddAcmeAsync();
        var row = Assert.Single(host.Rows.All);
        await host.Rows.TryUpdateAsync(row with { Config = row.Config[..^1], Version = row.Version + 1 }, Cancel);

        Assert.Equal(WebhookStatus.Unavailable, (await host.PostAsync(token, Body(Event("delivered")))).Status);
        Assert.Contains(id.ToString(), Assert.Single(host.Log.Of(Unavailable)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_refused_is_told_once_a_minute_and_no_line_holds_a_key_a_token_or_an_address()
    {
        await using var host = new WebhookHost();
        var (_, token) = await host.AddAcmeAsync();
        for (var i = 0; i < 3; i++) await host.PostAsync(token, Body(Event("bounce", "e1", ("reason", "550 jane@example.net"))), host.PlatformKey);
        Assert.Single(host.Log.Of(Refused));

        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.PostAsync(token, Body(Event("delivered")), host.PlatformKey);
        await host.PostAsync(token, Body(Event("transmogrified", "e5"), Event("bounce", "e6", ("reason", "550 jane@example.net"))));

        Assert.Equal(2, host.Log.Of(Refused).Count());
        string[] secrets = [token, WebhookHost.PlatformToken, host.RowKey.PublicKey, "SG.planted-key", "jane", "acme"];
        Assert.All(host.Log.Lines, line => Assert.All(secrets, secret => Assert.DoesNotContain(secret, line, StringComparison.OrdinalIgnoreCase)));
    }

    private sealed class UntouchedStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new InvalidOperationException("The body was read.");
    }
}
