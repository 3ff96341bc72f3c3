using System.Data.Common;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Chaos.Producing;

/// <summary>Queues mails in each of the ways that there are, and notes what was said.</summary>
internal sealed class Enqueuer(ITenantMailer mailer, Func<CancellationToken, Task<DbConnection>> connect, Ledger ledger)
{
    /// <summary>What broke last.</summary>
    public Exception? Broke { get; private set; }

    /// <summary>One mail by itself.</summary>
    /// <returns>Its id; <see langword="null"/> where the answer was lost.</returns>
    public async Task<Guid?> QueueAsync(Wanted wanted, CancellationToken cancellationToken = default)
    {
        try
        {
            var id = await mailer.QueueAsync(wanted.Tenant, Message(wanted), Options(wanted), cancellationToken);
            ledger.Add(wanted, Fate.Acknowledged, id);
            return id;
        }
        catch (Exception lost) when (IsTrouble(lost))
        {
            Broke = lost;
            ledger.Add(wanted, Fate.Unknown);
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
            for (var i = 0; i < ids.Length; i++) ids[i] = await mailer.QueueAsync(wanted[i].Tenant, Message(wanted[i]), Options(wanted[i]) with { Transaction = transaction }, cancellationToken);
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
    }

    /// <summary>Many mails of one tenant, all or none.</summary>
    public async Task QueueManyAsync(IReadOnlyList<Wanted> wanted, CancellationToken cancellationToken = default)
    {
        try
        {
            var ids = await mailer.QueueManyAsync(wanted[0].Tenant, [.. wanted.Select(Message)], Options(wanted[0]), cancellationToken);
            for (var i = 0; i < ids.Count; i++) ledger.Add(wanted[i], Fate.Acknowledged, ids[i]);
        }
        catch (Exception lost) when (IsTrouble(lost))
        {
            Broke = lost;
            foreach (var one in wanted) ledger.Add(one, Fate.Unknown);
        }
    }

    private static bool IsTrouble(Exception thrown) => thrown is StoreException or DbException or IOException or TimeoutException or EmailDeliveryException;

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
