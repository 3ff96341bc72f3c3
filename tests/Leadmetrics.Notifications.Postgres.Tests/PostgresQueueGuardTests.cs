using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Tests;

/// <summary>Changes by hand against workers that reach for the same mail.</summary>
public sealed class PostgresQueueGuardTests(PeerFixture<PostgresPeer> postgres)
{
    [Fact]
    public async Task Pause_waits_for_claims_that_run_and_behind_it_none_takes_mail_of_the_tenant()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        await queue.FloodAsync(Mails.Acme, 3000);
        var admin = queue.Services.GetRequiredService<IQueueAdminStore>();
        using var stop = new CancellationTokenSource();
        var claiming = Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await queue.Work.ClaimAsync(Mails.Ask(5, 5, $"w{worker}"));
        })));
        while (await queue.CountAsync("email_job", "state = 1") < 50)
        {
            // The claims have not begun yet.
        }

        await admin.PauseAsync(Mails.Acme);
        var held = await queue.CountAsync("email_job", "state = 1");
        for (var i = 0; i < 20; i++) Assert.Empty((await queue.Work.ClaimAsync(Mails.Ask(5, 5, "late"))).Mails);

        Assert.Equal(held, await queue.CountAsync("email_job", "state = 1"));
        await stop.CancelAsync();
        await claiming;
        Assert.InRange(held, 50, 2999);
    }

    [Fact]
    public async Task Worker_that_stands_still_while_it_reads_bodies_holds_up_no_pause_and_hides_no_mail()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        await queue.FloodAsync(Mails.Acme, 3);
        await using var connection = await queue.Database.Admin.OpenConnectionAsync();
        await using var standstill = await connection.BeginTransactionAsync();
        await using (var bodies = new NpgsqlCommand($"LOCK TABLE {queue.Database.Schema}.email_message IN ACCESS EXCLUSIVE MODE", connection, standstill)) await bodies.ExecuteNonQueryAsync();

        var claiming = queue.Work.ClaimAsync(Mails.Ask());
        while (await queue.CountAsync("email_job", "state = 1") < 3) TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        await queue.Services.GetRequiredService<IQueueAdminStore>().PauseAsync(Mails.Acme).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.False(claiming.IsCompleted);

        await standstill.CommitAsync();
        Assert.All((await claiming).Mails, mail => Assert.NotNull(mail.Body));
    }

    [Fact]
    public async Task Mail_is_cancelled_or_claimed_and_never_both()
    {
        await using var queue = await PostgresQueueUnderTest.CreateAsync(postgres);
        var ids = await queue.FloodAsync(Mails.Acme, 200);
        var admin = queue.Services.GetRequiredService<IQueueAdminStore>();

        var claimed = new List<Guid>();
        var claiming = Task.Run(async () =>
        {
            while ((await queue.Work.ClaimAsync(Mails.Ask(3, 3))).Mails is { Count: > 0 } mails) claimed.AddRange(mails.Select(mail => mail.Lease.Id));
        });
        var outcomes = new Dictionary<Guid, CancelOutcome>();
        foreach (var id in ids.Reverse()) outcomes[id] = await admin.CancelAsync(Mails.Acme, id);
        await claiming;

        Assert.Equal(ids.Order(), claimed.Concat(outcomes.Where(outcome => outcome.Value == CancelOutcome.Cancelled).Select(outcome => outcome.Key)).Order());
        Assert.Equal(claimed.Order(), outcomes.Where(outcome => outcome.Value == CancelOutcome.TooLate).Select(outcome => outcome.Key).Order());
    }
}
