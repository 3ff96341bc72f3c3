using System.Text;
using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.Sqlite.Tests;

/// <summary>A host with a key provider of its own and no keys in its options, and what becomes of tenants while the provider does not answer.</summary>
public sealed class KeyServiceTests : IAsyncLifetime
{
    private static readonly TenantId Acme = new("acme");

    private readonly string _folder = Directory.CreateTempSubdirectory("lmn-sqlite-").FullName;
    private readonly KeyService _keys = new();
    private readonly ManualClock _clock = new();
    private SmtpCatcher _catcher = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);

    public async ValueTask DisposeAsync()
    {
        await _catcher.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Registered_before_or_after_it_needs_no_keys_in_the_options_and_seals(bool before)
    {
        await using var host = Build(before, after: !before);
        host.GetRequiredService<IStartupValidator>().Validate();
        var view = await AddVerifiedAsync(host);

        Assert.Equal(KeyService.KeyId, (await host.GetRequiredService<IProviderStore>().FindAsync(Acme, view.Id, Cancel))!.ConfigKeyId);
        Assert.Equal("smtp", (await SendAsync(host)).Provider);
    }

    [Fact]
    public async Task Without_one_a_host_without_keys_is_refused()
    {
        await using var host = Build(before: false, after: false);

        var refused = Assert.Throws<OptionsValidationException>(() => host.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains("Keys holds no active key", Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_it_does_not_answer_known_routes_serve_and_others_are_deferred()
    {
        await using var host = Build(after: true);
        var view = await AddVerifiedAsync(host);
        await SendAsync(host);
        var store = host.GetRequiredService<IProviderStore>();
        var row = (await store.FindAsync(Acme, view.Id, Cancel))!;
        Assert.True(await store.TryUpdateAsync(row with { Version = row.Version + 1 }, Cancel));
        _keys.IsDown = true;
        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("smtp", (await SendAsync(host)).Provider);
        await using var fresh = Build(after: true);
        var failed = await Assert.ThrowsAsync<EmailDeliveryException>(() => SendAsync(fresh));
        Assert.Equal((FailureKind.Unavailable, SendOutcome.Deferred, SendPhase.Resolve), (failed.Kind, failed.Outcome, failed.Phase));
        Assert.DoesNotContain("kms.internal", failed.Message, StringComparison.Ordinal);
        _keys.IsDown = false;
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("smtp", (await SendAsync(fresh)).Provider);
    }

    [Fact]
    public async Task While_it_does_not_answer_nothing_is_added_edited_or_tested_and_a_list_says_so()
    {
        await using var host = Build(after: true);
        var providers = host.GetRequiredService<ITenantProviders>();
        var view = await AddVerifiedAsync(host);
        var whole = new ProviderChange { Config = Encoding.UTF8.GetBytes($$"""{"host":"localhost","port":{{_catcher.Port}},"user":"user@acme.test","fromAddress":"other@acme.test"}""") };
        _keys.IsDown = true;

        foreach (var call in new Func<Task>[]
        {
            () => providers.AddAsync(Acme, ProviderDraft.From(Account()), Cancel),
            () => providers.ChangeAsync(Acme, view.Id, whole, Cancel),
            () => providers.TestAsync(Acme, view.Id, Cancel),
            () => host.GetRequiredService<IKeyRotation>().RotateAsync(cancellationToken: Cancel),
        })
        {
            var failed = await Assert.ThrowsAsync<StoreException>(call);
            Assert.Equal((StoreFailure.Unavailable, true), (failed.Failure, failed.IsTransient));
            Assert.DoesNotContain("kms.internal", failed.Message, StringComparison.Ordinal);
        }

        var shown = Assert.Single(await providers.ListAsync(Acme, Cancel));
        Assert.Equal((view.Id, null, view.Version), (shown.Id, shown.Config, shown.Version));
        Assert.Contains("the key provider did not answer", shown.LastError, StringComparison.Ordinal);
        _keys.IsDown = false;
        Assert.Null((await providers.GetAsync(Acme, view.Id, Cancel)).LastError);

        // The password that the edit left out is still there to be kept.
        await providers.ChangeAsync(Acme, view.Id, whole, Cancel);
        Assert.True((await providers.TestAsync(Acme, view.Id, Cancel)).Verified);
    }

    private static Task<EmailSendResult> SendAsync(IServiceProvider host) =>
        host.GetRequiredService<ITenantMailer>().SendAsync(Acme, new EmailMessage { To = [new EmailAddress("jane@customer.test")], Subject = "Hello", Text = "Hello." }, Cancel);

    private SmtpConfig Account() => new() { Host = "localhost", Port = _catcher.Port, User = "user@acme.test", Pass = new Secret("not-a-password"), FromAddress = "hello@acme.test" };

    private async Task<ProviderView> AddVerifiedAsync(IServiceProvider host)
    {
        await host.GetRequiredService<IStoreMigrator>().MigrateAsync(Cancel);
        var providers = host.GetRequiredService<ITenantProviders>();
        var added = await providers.AddAsync(Acme, ProviderDraft.From(Account()), Cancel);
        var tested = await providers.TestAsync(Acme, added.Id, Cancel);
        Assert.True(tested.Verified, tested.Report.Failure?.Message);
        return tested.Provider;
    }

    private ServiceProvider Build(bool before = false, bool after = false)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_clock);
        if (before) services.AddSingleton<IKeyProvider>(_keys);
        services.AddLeadmetricsNotifications(options => options.Egress.AllowLoopback = true).UseSqlite(Path.Combine(_folder, "notifications.db"));
        if (after) services.AddSingleton<IKeyProvider>(_keys);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
    }
}
