using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>What edits, evictions and other tenants do to mail that is on its way, on either store.</summary>
public abstract class UnderLoadConformance : TenancyScenario
{
    [Fact(Timeout = 60_000)]
    public async Task A_row_changed_under_load_cuts_no_send_and_nothing_goes_to_the_old_server_afterwards()
    {
        var host = await StartAsync();
        await using var other = await SmtpCatcher.StartAsync(TakesAcme);
        var row = await AddVerifiedAsync(host, Acme);
        using var enough = new CancellationTokenSource();
        var senders = Enumerable.Range(0, 8).Select(sender => Task.Run(() => SendUntilAsync(host, enough.Token))).ToArray();

        try
        {
            // There and back, and there to stay.
            for (var edit = 0; edit < 9; edit++)
            {
                var catcher = edit % 2 == 0 ? other : Catcher;
                await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = At(catcher).ToJson() });
                Assert.True((await host.Providers.TestAsync(Acme, row.Id)).Verified);
                var before = catcher.Messages.Count;
                await catcher.WaitForMessagesAsync(before + 5, TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            await enough.CancelAsync();
        }

        var results = (await Task.WhenAll(senders)).SelectMany(sent => sent).ToArray();

        Assert.All(results, result => Assert.Null(result.Failure));
        Assert.Equal(results.Length, Catcher.Messages.Count + other.Messages.Count);
        Assert.Equal(results.Length, Catcher.Messages.Concat(other.Messages).Select(mail => mail.MessageId).Distinct().Count());
        var old = Catcher.Messages.Count;
        for (var i = 0; i < 20; i++) await host.Mailer.SendAsync(Acme, Message());
        Assert.Equal(old, Catcher.Messages.Count);
    }

    [Fact]
    public async Task A_send_that_waits_for_its_last_answer_is_not_cut_by_an_edit_a_removal_or_an_eviction()
    {
        var host = await StartAsync(options => options.Resolver.MaxTenants = 1);
        var row = await AddVerifiedAsync(host, Acme);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = Catcher.Server.At(SmtpPoint.Dot, SmtpFault.Hold(answer.Task));
        var sending = host.Mailer.SendAsync(Acme, Message());
        await Catcher.Server.WaitForAsync(SmtpPoint.Dot, cancellationToken: TestContext.Current.CancellationToken);

        await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = (At(Catcher) with { Name = "changed.acme.test" }).ToJson() });
        Assert.True((await host.Providers.TestAsync(Acme, row.Id)).Verified);
        await host.Resolver.ResolveAsync(Acme);
        await host.Resolver.ResolveAsync(Globex);
        await host.Providers.RemoveAsync(Acme, row.Id);
        await host.Resolver.ResolveAsync(Acme);
        Assert.False(sending.IsCompleted);
        held.Remove();
        answer.SetResult();

        Assert.Equal(SendOutcome.Accepted, (await sending).Outcome);
    }

    [Fact]
    public async Task Two_tenants_with_the_same_account_never_share_a_connection()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme);
        await AddVerifiedAsync(host, Globex);
        var tests = Catcher.Server.Connections.Count;

        for (var i = 0; i < 10; i++)
        {
            await host.Mailer.SendAsync(Acme, Message("acme"));
            await host.Mailer.SendAsync(Globex, Message("globex"));
        }

        var connections = Catcher.Server.Connections.Skip(tests).ToArray();
        Assert.Equal(2, connections.Length);
        foreach (var connection in connections)
        {
            var subjects = Catcher.Messages.Where(mail => mail.Received.Connection == connection.Number).Select(mail => mail.Subject).ToArray();
            Assert.Equal(10, subjects.Length);
            Assert.Single(subjects.Distinct());
        }
    }

    [Fact]
    public async Task A_thousand_tenants_that_ask_at_once_make_one_query_each()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme);
        var before = Store.Queries;

        var routes = await Task.WhenAll(
            from tenant in Enumerable.Range(0, 1_000)
            from asking in Enumerable.Range(0, 4)
            select Task.Run(() => host.Resolver.ResolveAsync(new TenantId($"tenant-{tenant}")).AsTask()));

        Assert.Equal(1_000, Store.Queries - before);
        Assert.Equal(1_000, routes.Distinct().Count());
    }

    private SmtpConfig At(SmtpCatcher catcher) => Account() with { Port = catcher.Port };

    private static async Task<List<EmailSendResult>> SendUntilAsync(TestHost host, CancellationToken enough)
    {
        var results = new List<EmailSendResult>();
        while (!enough.IsCancellationRequested) results.Add(await host.Mailer.TrySendAsync(Acme, Message($"{results.Count}"), CancellationToken.None));
        return results;
    }
}
