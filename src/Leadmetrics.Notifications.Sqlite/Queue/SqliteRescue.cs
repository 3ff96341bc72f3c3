using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>Takes mails back whose leases ran out in one SQLite file.</summary>
internal sealed class SqliteRescue(SqliteDatabase database, TimeProvider timeProvider)
{
    private const int Ready = 0;
    private const int Suspect = 3;
    private const int Held = 2;

    public Task<int> RescueAsync(int most, CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            var reading = new PreparedStatements(connection);
            await using (reading.ConfigureAwait(false))
            {
                // Mostly there is none, and then no writer is kept waiting.
                if ((await ListAsync(reading, 1, timeProvider.GetUtcNow(), cancellationToken).ConfigureAwait(false)).Count == 0) return 0;
            }

            return await database.WriteAsync(
                connection,
                async transaction =>
                {
                    var statements = new PreparedStatements(transaction);
                    await using (statements.ConfigureAwait(false))
                    {
                        var now = timeProvider.GetUtcNow();
                        var lapsed = await ListAsync(statements, most, now, cancellationToken).ConfigureAwait(false);
                        foreach (var mail in lapsed) await RescueAsync(statements, mail, now, cancellationToken).ConfigureAwait(false);
                        return lapsed.Count;
                    }
                },
                cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    private static Task<List<Lapsed>> ListAsync(PreparedStatements statements, int most, DateTimeOffset now, CancellationToken cancellationToken) => statements.ListAsync(
        "ListLapsed",
        new SqliteParameters().Instant("now", now).Integer("most", most),
        static reader => new Lapsed(
            new MailLease(new TenantId(reader.GetString(0)), Guid.ParseExact(reader.GetString(1), "D"), reader.GetInt64(2)),
            reader.GetString(3),
            reader.GetInt32(4),
            reader.GetInt32(5) == 1 && (OnUncertain)reader.GetInt32(6) == OnUncertain.Hold),
        cancellationToken);

    private static async Task RescueAsync(PreparedStatements statements, Lapsed mail, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await statements.AddAttemptAsync(mail.Lease, mail.Worker, new MailAttempt { Outcome = AttemptOutcome.LeaseLost }, now, cancellationToken).ConfigureAwait(false);
        if (!mail.MayHaveBeenSent && mail.Crashes + 1 >= Rescuing.PoisonAfter)
        {
            await BuryAsync(statements, mail, now, cancellationToken).ConfigureAwait(false);
            return;
        }

        var key = QueueWriting.Key(mail.Lease).Integer("state", mail.MayHaveBeenSent ? Held : mail.Crashes + 1 >= Rescuing.SuspectAfter ? Suspect : Ready);
        await statements.ExecuteAsync("SuspectJob", key, cancellationToken).ConfigureAwait(false);
    }

    private static async Task BuryAsync(PreparedStatements statements, Lapsed mail, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var poison = new MailAttempt { Outcome = AttemptOutcome.Poison, Text = "Three processes crashed while they were sending it." };
        var dead = QueueWriting.Key(mail.Lease)
            .Instant("now", now)
            .Integer("reason", (int)DeadReason.Poison)
            .Boolean("counted", false)
            .Integer("kind", null)
            .Integer("code", null)
            .Text("detail", poison.Text);
        await statements.ExecuteAsync("BuryJob", dead, cancellationToken).ConfigureAwait(false);
        await statements.ExecuteAsync("FinishJob", QueueWriting.Key(mail.Lease), cancellationToken).ConfigureAwait(false);
        // Behind the loss in history.
        await statements.AddAttemptAsync(mail.Lease, mail.Worker, poison, now.AddMicroseconds(1), cancellationToken).ConfigureAwait(false);
        await statements.AddTallyAsync(mail.Lease.Tenant, new QueueCount(0, 1, 0), now, cancellationToken).ConfigureAwait(false);
    }

    // MayHaveBeenSent: under OnUncertain.Hold alone; else it is sent again.
    private sealed record Lapsed(MailLease Lease, string Worker, int Crashes, bool MayHaveBeenSent);
}
