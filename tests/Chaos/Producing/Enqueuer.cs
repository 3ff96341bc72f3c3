using System.Data.Common;
using Leadmetrics.Chaos.Checking;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Chaos.Producing;

/// <summary>Queues mails in each of the ways that there are, and notes what was said. What the mailer does not document to throw is found.</summary>
internal sealed class Enqueuer(ITenantMailer mailer, Func<CancellationToken, Task<DbConnection>> connect, Ledger ledger, Findings findings)
{
    /// <summary>What broke last.</summary>
    public Exception? Broke { get; private set; }

    /// <summary>One mail by itself.</summary>
    /// <returns>Its id; <see langword="null"/> where the answer was lost.</returns>
    public async Task<Guid?> QueueAsync(Wanted wanted, CancellationToken cancellationToken = default)
    {
        try
        {
            var id = await AskAsync(() => mailer.QueueAsync(wanted.Tenant, Message(wanted), Options(wanted), cancellationToken));
            ledger.Add(wanted, Fate.Acknowledged, id);
            return id;
        }
        catch (Exception lost) when (IsTrouble(lost))
        {
            Broke = lost;
            ledger.Add(wanted, FateOf(lost));
            return null;
        }
    }

    /// <summary>Mails within one transaction of the caller's.</summary>
    public async Task QueueAsync(IReadOnlyList<Wanted> wanted, bool commits, CancellationToken cancellationToken = default)
    {
        var fate = Fate.RolledBack;
        var ids = new Guid?[wanted.Count];
        try
        {
            await using var connection = await connect(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            for (var i = 0; i < ids.Length; i++) ids[i] = await JoinAsync(wanted[i], transaction);
            if (commits)
            {
                fate = Fate.Unknown;
                await transaction.CommitAsync(cancellationToken);
                fate = Fate.Acknowledged;
            }
            else
            {
                await transaction.RollbackAsync(cancellationToken);
            }
        }
        catch (Exception broken) when (IsTrouble(broken))
        {
            // What was said last stands: before the commit nothing is in, behind its answer all is.
            Broke = broken;
        }

        for (var i = 0; i < ids.Length; i++) ledger.Add(wanted[i], fate, fate == Fate.Acknowledged ? ids[i] : null);

        Task<Guid> JoinAsync(Wanted one, DbTransaction transaction) => AskAsync(() => mailer.QueueAsync(one.Tenant, Message(one), Options(one) with { Transaction = transaction }, cancellationToken));
    }

    /// <summary>Many mails of one tenant, all or none.</summary>
    public async Task QueueManyAsync(IReadOnlyList<Wanted> wanted, CancellationToken cancellationToken = default)
    {
        try
        {
            var ids = await AskAsync(() => mailer.QueueManyAsync(wanted[0].Tenant, [.. wanted.Select(Message)], Options(wanted[0]), cancellationToken));
            for (var i = 0; i < ids.Count; i++) ledger.Add(wanted[i], Fate.Acknowledged, ids[i]);
        }
        catch (Exception lost) when (IsTrouble(lost))
        {
            Broke = lost;
            foreach (var one in wanted) ledger.Add(one, FateOf(lost));
        }
    }

    private static bool IsTrouble(Exception thrown) => thrown is StoreException or DbException or IOException or TimeoutException or EmailDeliveryException;

    // Who sends for a tenant is asked first: where nobody can say, nothing is queued, and that is what is said.
    private static Fate FateOf(Exception thrown) => thrown is EmailDeliveryException ? Fate.RolledBack : Fate.Unknown;

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception leaked) when (leaked is not (StoreException or EmailDeliveryException or OperationCanceledException))
        {
            findings.Add($"queueing threw what it does not tell of: {leaked}");
            throw new StoreException(StoreFailure.Unavailable, leaked.Message, leaked);
        }
    }

    private static QueueOptions Options(Wanted wanted) => new() { IdempotencyKey = wanted.Key, SendAt = wanted.SendAt, OnUncertain = wanted.OnUncertain, Lane = wanted.Lane };

    private static EmailMessage Message(Wanted wanted) => new()
    {
        To = [.. Enumerable.Range(0, wanted.Recipients).Select(i => new EmailAddress(i == 0 ? "jane@customer.test" : $"jane{i}@customer.test", "Jane Doe"))],
        Subject = wanted.Subject,
        Text = "Good morning.",
        Attachments = wanted.Attached == 0 ? [] : [EmailAttachment.FromBytes("notes.bin", Octets(wanted))],
    };

    // Another content for each mail, and the same whenever it is asked for.
    private static byte[] Octets(Wanted wanted)
    {
        var octets = new byte[wanted.Attached];
        for (var i = 0; i < octets.Length; i++) octets[i] = (byte)(wanted.Subject[i % wanted.Subject.Length] + (i >> 8));
        return octets;
    }
}
