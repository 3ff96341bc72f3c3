using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>How routes are kept, on either store.</summary>
public abstract class ResolverConformance : TenancyScenario
{
    // What time alone does: changes that are heard at once have tests of their own.
    internal override void AddServices(IServiceCollection services) => services.RemoveAll<IProviderChangeFeed>();

    [Fact]
    public async Task A_cold_resolve_makes_one_query_and_a_cached_one_none()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme);
        var before = Store.Queries;

        var first = await host.Resolver.ResolveAsync(Acme);
        var second = await host.Resolver.ResolveAsync(Acme);

        Assert.Equal(before + 1, Store.Queries);
        Assert.Same(first, second);
    }

    [Fact]
    public async Task A_cached_resolve_allocates_nothing()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme);
        var resolver = host.Resolver;
        var tenants = Enumerable.Range(0, 100).Select(i => new TenantId($"tenant-{i}")).Append(Acme).ToArray();
        foreach (var tenant in tenants) await resolver.ResolveAsync(tenant);

        // The first round may compile what the others run.
        Assert.Equal(0, Enumerable.Range(0, 3).Min(_ => AllocatedBy(() =>
        {
            foreach (var tenant in tenants)
            {
                var resolving = resolver.ResolveAsync(tenant);
                if (!resolving.IsCompletedSuccessfully) Assert.Fail($"The route of {tenant} is not cached.");
            }
        })));

        static long AllocatedBy(Action work)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public async Task A_thousand_waiting_sends_make_one_query()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Store.Gate = release.Task;
        var before = Store.Queries;

        var waiting = Enumerable.Range(0, 1_000).Select(_ => host.Resolver.ResolveAsync(Acme).AsTask()).ToArray();
        release.SetResult();
        var routes = await Task.WhenAll(waiting);

        Assert.Equal(before + 1, Store.Queries);
        Assert.Single(routes.Distinct());
    }

    [Fact]
    public async Task A_route_is_loaded_again_after_its_time_to_live()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme);
        await host.Resolver.ResolveAsync(Acme);
        var before = Store.Queries;

        Clock.Advance(TimeSpan.FromSeconds(59));
        await host.Resolver.ResolveAsync(Acme);
        Assert.Equal(before, Store.Queries);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await host.Resolver.ResolveAsync(Acme);
        Assert.Equal(before + 1, Store.Queries);
    }

    [Fact]
    public async Task A_change_made_by_another_host_is_seen_after_the_time_to_live()
    {
        var host = await StartAsync();
        await host.Resolver.ResolveAsync(Acme);
        var other = await StartAsync();
        var row = await AddVerifiedAsync(other, Acme);

        Assert.Null((await host.Resolver.ResolveAsync(Acme)).Primary.RowId);
        Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(row.Id, (await host.Resolver.ResolveAsync(Acme)).Primary.RowId);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_an_error_and_not_the_platform()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme);
        Store.Unreachable = true;

        var failed = await Assert.ThrowsAsync<EmailDeliveryException>(() => host.Mailer.SendAsync(Acme, Message()));

        Assert.Equal((FailureKind.Unavailable, SendPhase.Resolve, true), (failed.Kind, failed.Phase, failed.IsTransient));
        Assert.Empty(host.SendGrid.Requests);
    }

    [Fact]
    public async Task A_cached_route_goes_on_serving_while_the_database_does_not_answer_but_not_for_ever()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        await host.Resolver.ResolveAsync(Acme);
        Store.Unreachable = true;

        Clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(row.Id, (await host.Resolver.ResolveAsync(Acme)).Primary.RowId);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<EmailDeliveryException>(() => host.Resolver.ResolveAsync(Acme).AsTask());
    }

    [Fact]
    public async Task A_row_that_cannot_be_opened_is_an_error_that_names_it_and_not_the_platform()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        var stranger = await StartAsync(key: TestHost.NewKey());

        var failed = await Assert.ThrowsAsync<EmailDeliveryException>(() => stranger.Mailer.SendAsync(Acme, Message()));

        Assert.Equal(FailureKind.Configuration, failed.Kind);
        Assert.Contains(row.Id.ToString(), failed.Message, StringComparison.Ordinal);
        Assert.Empty(stranger.SendGrid.Requests);
        Assert.Equal("sendgrid", (await stranger.Mailer.SendAsync(Globex, Message())).Provider);
        Assert.Null(Assert.Single(await stranger.Providers.ListAsync(Acme)).Config);
    }

    [Fact]
    public async Task Connections_are_shared_by_sends_and_kept_over_an_edit_that_does_not_concern_them()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        await host.Mailer.SendAsync(Acme, Message("one"));
        var connections = Catcher.Server.Connections.Count;

        await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Priority = 7 });
        Clock.Advance(TimeSpan.FromSeconds(61));
        await host.Mailer.SendAsync(Acme, Message("two"));

        Assert.Equal(connections, Catcher.Server.Connections.Count);
        Assert.Equal(2, Catcher.Messages.Count);
    }

    [Fact]
    public async Task A_handle_that_was_resolved_before_a_change_sends_through_the_row_as_it_is_now()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        var old = (await host.Resolver.ResolveAsync(Acme)).Primary.Provider;
        await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = (Account() with { FromAddress = "new@acme.test" }).ToJson() });
        await host.Providers.TestAsync(Acme, row.Id);
        await host.Resolver.ResolveAsync(Acme);

        var submission = EmailSubmission.Create(Message(), "1@acme.test", Clock.GetUtcNow());
        await old.SendAsync(submission);

        Assert.Equal("new@acme.test", Assert.Single(await Catcher.WaitForMessagesAsync(1)).EnvelopeFrom);
    }

    [Fact]
    public async Task A_handle_that_is_held_never_sends_through_a_row_that_was_removed_or_settings_that_were_replaced()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        var held = (await host.Resolver.ResolveAsync(Acme)).Primary.Provider;
        await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = (Account() with { FromAddress = "new@acme.test" }).ToJson() });
        await host.Providers.TestAsync(Acme, row.Id);

        // Nobody has resolved since.
        await held.SendAsync(EmailSubmission.Create(Message(), "1@acme.test", Clock.GetUtcNow()));
        Assert.Equal("new@acme.test", Assert.Single(await Catcher.WaitForMessagesAsync(1)).EnvelopeFrom);

        await host.Providers.RemoveAsync(Acme, row.Id);
        var gone = await Assert.ThrowsAsync<EmailDeliveryException>(() => held.SendAsync(EmailSubmission.Create(Message(), "2@acme.test", Clock.GetUtcNow())));
        Assert.Equal((FailureKind.Unavailable, SendPhase.Resolve, true), (gone.Kind, gone.Phase, gone.IsTransient));
        Assert.Single(Catcher.Messages);
    }

    [Fact]
    public async Task A_handle_that_is_held_sees_a_change_of_another_host_after_the_time_to_live_though_nobody_resolves()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        var held = (await host.Resolver.ResolveAsync(Acme)).Primary.Provider;
        await (await StartAsync()).Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Enabled = false });

        await held.SendAsync(EmailSubmission.Create(Message(), "1@acme.test", Clock.GetUtcNow()));
        Clock.Advance(TimeSpan.FromSeconds(60));

        await Assert.ThrowsAsync<EmailDeliveryException>(() => held.SendAsync(EmailSubmission.Create(Message(), "2@acme.test", Clock.GetUtcNow())));
    }

    [Fact]
    public async Task A_load_runs_in_nobodys_context()
    {
        var host = await StartAsync();
        var ambient = new AsyncLocal<string?> { Value = "the first one who asked" };
        var seen = ambient.Value;
        Store.BeforeList = () => seen = ambient.Value;

        await host.Resolver.ResolveAsync(Acme);

        Assert.Null(seen);
    }

    [Fact]
    public async Task Beyond_the_bound_the_least_recently_used_tenants_leave_the_cache()
    {
        var host = await StartAsync(options => options.Resolver.MaxTenants = 8);
        for (var i = 0; i < 9; i++)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(1));
            await host.Resolver.ResolveAsync(new TenantId($"tenant-{i}"));
        }

        var before = Store.Queries;
        await host.Resolver.ResolveAsync(new TenantId("tenant-8"));
        Assert.Equal(before, Store.Queries);
        await host.Resolver.ResolveAsync(new TenantId("tenant-0"));
        Assert.Equal(before + 1, Store.Queries);
    }

    [Fact]
    public async Task A_cache_too_small_for_its_tenants_sends_all_the_same()
    {
        var host = await StartAsync(options => options.Resolver.MaxTenants = 4);
        var tenants = Enumerable.Range(0, 12).Select(i => new TenantId($"tenant-{i}")).ToArray();
        foreach (var tenant in tenants) await AddVerifiedAsync(host, tenant);

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(sender => Task.Run(async () =>
        {
            var outcomes = new List<EmailSendResult>();
            for (var i = 0; i < 10; i++) outcomes.Add(await host.Mailer.TrySendAsync(tenants[((sender * 7) + i) % tenants.Length], Message($"{sender}-{i}")));
            return outcomes;
        })));

        // What met an eviction five times in a row is for a later try, and said so as a value; nothing else may come of it.
        var all = results.SelectMany(outcomes => outcomes).ToArray();
        Assert.All(all.Where(result => result.Failure is not null), result => Assert.Equal((FailureKind.Unavailable, SendPhase.Resolve, true), (result.Failure!.Kind, result.Failure.Phase, result.Failure.IsTransient)));
        Assert.True(all.Count(result => result.Failure is null) > all.Length / 2);
        Assert.Equal(all.Count(result => result.Failure is null), Catcher.Messages.Count);
    }

    [Fact]
    public async Task A_resolve_after_the_end_says_so_and_does_not_spin()
    {
        var host = await StartAsync();
        await host.Resolver.ResolveAsync(Acme);
        await ((IAsyncDisposable)host.Resolver).DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => host.Resolver.ResolveAsync(Acme).AsTask());
    }

    [Fact]
    public async Task While_the_database_does_not_answer_it_is_asked_every_five_seconds_and_not_by_each_send()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme);
        await host.Resolver.ResolveAsync(Acme);
        Store.Unreachable = true;
        Clock.Advance(TimeSpan.FromMinutes(1));
        await host.Resolver.ResolveAsync(Acme);
        var before = Store.Queries;

        Clock.Advance(TimeSpan.FromSeconds(4));
        await host.Resolver.ResolveAsync(Acme);
        Assert.Equal(before, Store.Queries);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await host.Resolver.ResolveAsync(Acme);
        Assert.Equal(before + 1, Store.Queries);
        Store.Unreachable = false;
        Clock.Advance(TimeSpan.FromSeconds(5));
        await host.Resolver.ResolveAsync(Acme);
        await host.Resolver.ResolveAsync(Acme);
        Assert.Equal(before + 2, Store.Queries);
    }

    [Fact]
    public async Task A_row_that_was_removed_does_not_go_on_serving_because_the_database_does_not_answer()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        await host.Resolver.ResolveAsync(Acme);
        await host.Providers.RemoveAsync(Acme, row.Id);
        Store.Unreachable = true;

        await Assert.ThrowsAsync<EmailDeliveryException>(() => host.Resolver.ResolveAsync(Acme).AsTask());
    }

    [Fact]
    public async Task A_load_that_a_change_has_overtaken_is_not_kept()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Store.Gate = release.Task;
        var loading = host.Resolver.ResolveAsync(Acme).AsTask();
        await Store.AtGate.WaitAsync();
        await host.Providers.RemoveAsync(Acme, row.Id);
        release.SetResult();

        Assert.Equal(row.Id, (await loading).Primary.RowId);
        Assert.Null((await host.Resolver.ResolveAsync(Acme)).Primary.RowId);
    }
}
