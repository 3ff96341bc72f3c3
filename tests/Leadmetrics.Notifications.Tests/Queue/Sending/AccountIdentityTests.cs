using System.Text;
using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Notifications.Tests.Egress;
using Leadmetrics.Notifications.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Tests.Queue.Sending;

/// <summary>How candidates of a route name the accounts behind them.</summary>
public sealed class AccountIdentityTests : IAsyncDisposable
{
    private readonly FakeSendGrid _fake = FakeSendGrid.Start();
    private readonly ServiceProvider _services;

    public AccountIdentityTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IProviderStore>(new RowsInMemory());
        services.AddLeadmetricsNotifications(options =>
        {
            options.Keys.Add(new KeyOptions { Key = KeyGenerator.NewKey() });
            options.Platform.SendGrid = new PlatformSendGridOptions { ApiKey = _fake.ApiKey, FromAddress = "mail@platform.example" };
            options.SendGridBaseAddress = _fake.BaseAddress;
        }).AddConfiguredProviders(Configured.From("SMTP_TENANT=globex;SMTP_HOST=mail.globex.example;SMTP_PORT=587;SMTP_FROM=app@globex.example"));
        _services = services.BuildServiceProvider();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _fake.DisposeAsync();
    }

    [Fact]
    public async Task A_row_is_named_by_its_id_and_every_edit_and_test_gives_it_another_version()
    {
        var acme = new TenantId("acme");
        var providers = _services.GetRequiredService<ITenantProviders>();
        var added = await providers.AddAsync(acme, new ProviderDraft { Provider = ProviderWords.SendGrid, Config = Encoding.UTF8.GetBytes($$"""{"apiKey":"{{_fake.ApiKey}}","fromAddress":"mail@acme.example","fallback":"platform"}""") }, Cancel);
        await providers.TestAsync(acme, added.Id, Cancel);
        var route = await _services.GetRequiredService<IEmailProviderResolver>().ResolveAsync(acme, Cancel);

        Assert.Equal([($"row:{added.Id:D}", 2L, "sendgrid", false), ("platform", 0L, "sendgrid", true)], route.Candidates.Select(candidate => (candidate.Account, candidate.Version, candidate.Destination!, candidate.IsPlatform)));

        await providers.TestAsync(acme, added.Id, Cancel);
        Assert.Equal(3, (await _services.GetRequiredService<IEmailProviderResolver>().ResolveAsync(acme, Cancel)).Primary.Version);
    }

    [Fact]
    public async Task A_configured_provider_is_named_by_its_place_and_the_platform_is_the_platform()
    {
        var resolver = _services.GetRequiredService<IEmailProviderResolver>();
        var configured = (await resolver.ResolveAsync(new TenantId("globex"), Cancel)).Primary;
        var platform = (await resolver.ResolveAsync(new TenantId("initech"), Cancel)).Primary;

        Assert.Matches(@"\Aconfigured:[0-9a-f]{32}\z", configured.Account);
        Assert.Equal((0L, "mail.globex.example:587", false), (configured.Version, configured.Destination, configured.IsPlatform));
        Assert.Equal(("platform", 0L, "sendgrid", true), (platform.Account, platform.Version, platform.Destination, platform.IsPlatform));
    }
}
