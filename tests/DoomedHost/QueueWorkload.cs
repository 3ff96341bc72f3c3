using System.Text;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Peers.Doomed;

/// <summary>Queues, claims and settles mail in a SQLite file until it is killed, and says in a line what each call that ended came to.</summary>
internal static class QueueWorkload
{
    public static async Task RunAsync(string file, string worker)
    {
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(_ => { }).UseSqlite(file, options => options.BusyTimeout = TimeSpan.FromMinutes(1));
        await using var container = services.BuildServiceProvider();
        var (intake, work) = (container.GetRequiredService<IQueueIntakeStore>(), container.GetRequiredService<IQueueWorkStore>());
        string? cursor = null;
        for (var round = 0; ; round++)
        {
            foreach (var tenant in (string[])["acme", "globex"])
            {
                var mail = Mail(tenant, $"{worker} {round}");
                await intake.EnqueueAsync(mail);
                Say("queued", mail.Id);
            }

            var claimed = await work.ClaimAsync(new ClaimRequest { Worker = worker, Most = 3, Quantum = 2, After = cursor });
            cursor = claimed.Cursor;
            foreach (var mail in claimed.Mails) Say($"claimed {mail.Lease.Fence}", mail.Lease.Id);
            var settlements = claimed.Mails.Select(mail => new Settlement { Lease = mail.Lease, Kind = SettlementKind.Done, Attempt = new MailAttempt { Outcome = AttemptOutcome.Sent } }).ToList();
            var held = await work.SettleAsync(worker, settlements);
            for (var i = 0; i < held.Count; i++) Say(held[i] ? "settled" : "lost", settlements[i].Lease.Id);
        }
    }

    private static NewMail Mail(string tenant, string body)
    {
        var id = Guid.CreateVersion7();
        var octets = Encoding.UTF8.GetBytes(body);
        return new NewMail { Tenant = new TenantId(tenant), Id = id, MessageId = $"{id:n}@mail.acme.test", Body = octets, BodyHash = System.Security.Cryptography.SHA256.HashData(octets) };
    }

    private static void Say(string what, Guid id)
    {
        Console.Out.WriteLine($"{what} {id}");
        Console.Out.Flush();
    }
}
