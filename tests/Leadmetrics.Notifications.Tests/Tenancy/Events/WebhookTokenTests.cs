using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using static Leadmetrics.Notifications.Tests.Providers.SendGrid.Events.GivenEvents;

namespace Leadmetrics.Notifications.Tests.Tenancy.Events;

public sealed class WebhookTokenTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_32_octets_shown_once_and_kept_as_its_hash()
    {
        await using var host = new WebhookHost();
        var (id, token) = await host.AddAcmeAsync();

        Assert.Matches("^[A-Za-z0-9_-]{43}$", token);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token)), Assert.Single(host.Rows.All).WebhookTokenHash!.Value.ToArray());
        Assert.Equal("***", (await host.Providers.CreateWebhookTokenAsync(WebhookHost.Acme, id, Cancel)).ToString());
    }

    [Fact]
    public async Task A_new_token_takes_the_place_of_the_old_one()
    {
        await using var host = new WebhookHost();
        var (id, old) = await host.AddAcmeAsync();

        var token = (await host.Providers.CreateWebhookTokenAsync(WebhookHost.Acme, id, Cancel)).Reveal();

        Assert.NotEqual(old, token);
        Assert.Equal(WebhookStatus.UnknownToken, (await host.PostAsync(old, Body(Event("delivered")))).Status);
        Assert.Equal(WebhookStatus.Stored, (await host.PostAsync(token, Body(Event("delivered")))).Status);
    }

    [Fact]
    public async Task A_view_tells_whether_there_is_a_webhook_and_taking_it_away_is_done_once()
    {
        await using var host = new WebhookHost();
        var (id, _) = await host.AddAcmeAsync();
        Assert.True((await host.Providers.GetAsync(WebhookHost.Acme, id, Cancel)).HasWebhook);

        await host.Providers.RemoveWebhookTokenAsync(WebhookHost.Acme, id, Cancel);
        var gone = await host.Providers.GetAsync(WebhookHost.Acme, id, Cancel);
        await host.Providers.RemoveWebhookTokenAsync(WebhookHost.Acme, id, Cancel);

        Assert.False(gone.HasWebhook);
        Assert.Equal(gone.Version, (await host.Providers.GetAsync(WebhookHost.Acme, id, Cancel)).Version);
        Assert.Null(Assert.Single(host.Rows.All).WebhookTokenHash);
    }

    [Fact]
    public async Task Another_tenants_row_gets_none_and_neither_does_a_provider_that_posts_nothing()
    {
        await using var host = new WebhookHost(options => options.Egress.AllowLoopback = true);
        var (id, token) = await host.AddAcmeAsync();
        var smtp = await host.Providers.AddAsync(
            WebhookHost.Acme, new ProviderDraft { Provider = ProviderWords.Smtp, Config = "{\"host\":\"localhost\",\"port\":1025,\"fromAddress\":\"hello@acme.example\"}"u8.ToArray() }, Cancel);

        await Assert.ThrowsAsync<ProviderNotFoundException>(() => host.Providers.CreateWebhookTokenAsync(WebhookHost.Globex, id, Cancel));
        await Assert.ThrowsAsync<ProviderNotFoundException>(() => host.Providers.RemoveWebhookTokenAsync(WebhookHost.Globex, id, Cancel));
        Assert.Equal("provider", (await Assert.ThrowsAsync<ProviderConfigException>(() => host.Providers.CreateWebhookTokenAsync(WebhookHost.Acme, smtp.Id, Cancel))).Field);
        Assert.Equal(WebhookStatus.Stored, (await host.PostAsync(token, Body(Event("delivered")))).Status);
    }
}
