using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Conformance.Stores;

/// <summary>Mails to queue, and what workers ask and say.</summary>
public static class Mails
{
    public static readonly TenantId Acme = new("acme");

    public static readonly TenantId Globex = new("globex");

    public static NewMail New(TenantId? tenant = null, string body = "hello", string? key = null)
    {
        var id = Guid.CreateVersion7();
        var octets = Encoding.UTF8.GetBytes(body);
        return new NewMail
        {
            Tenant = tenant ?? Acme,
            Id = id,
            MessageId = $"{id:n}@mail.acme.test",
            Body = octets,
            BodyHash = SHA256.HashData(octets),
            IdempotencyKey = key,
        };
    }

    /// <summary>A content that opens as the given octets, and says that it is them or others.</summary>
    public static NewBlob Blob(byte[] content, byte[]? opens = null) => new(SHA256.HashData(content), content.Length, _ => ValueTask.FromResult<Stream>(new MemoryStream(opens ?? content)));

    public static ClaimRequest Ask(int most = 100, int quantum = 100, string worker = "w1") => new() { Worker = worker, Most = most, Quantum = quantum };

    public static Settlement Done(ClaimedMail mail) => new() { Lease = mail.Lease, Kind = SettlementKind.Done, Attempt = Try(AttemptOutcome.Sent) };

    public static Settlement Retry(ClaimedMail mail, TimeSpan dueIn) => new() { Lease = mail.Lease, Kind = SettlementKind.Retry, DueIn = dueIn, Attempt = Try(AttemptOutcome.Deferred) };

    public static Settlement Release(ClaimedMail mail, TimeSpan dueIn = default) => new() { Lease = mail.Lease, Kind = SettlementKind.Release, DueIn = dueIn };

    public static Settlement Hold(ClaimedMail mail) => new() { Lease = mail.Lease, Kind = SettlementKind.Hold, Attempt = Try(AttemptOutcome.Uncertain) };

    public static Settlement Bury(ClaimedMail mail, DeadReason reason = DeadReason.Rejected) => new() { Lease = mail.Lease, Kind = SettlementKind.Bury, Reason = reason, Attempt = Try(AttemptOutcome.Rejected) };

    public static MailAttempt Try(AttemptOutcome outcome) => new()
    {
        Outcome = outcome,
        Account = "platform",
        Provider = "smtp",
        Kind = outcome == AttemptOutcome.Sent ? null : FailureKind.MessageRejected,
        Code = outcome == AttemptOutcome.Sent ? 250 : 554,
        Text = "said so",
        Duration = TimeSpan.FromMilliseconds(20),
    };

    /// <summary>Queues mails one by one and gives their ids.</summary>
    public static async Task<Guid[]> EnqueueAsync(this QueueUnderTest queue, params NewMail[] mails)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(mails);
        foreach (var mail in mails) Xunit.Assert.Equal(EnqueueOutcome.Queued, (await queue.Intake.EnqueueAsync(mail)).Outcome);
        return [.. mails.Select(mail => mail.Id)];
    }

    /// <summary>Queues that many mails of a tenant at once.</summary>
    public static async Task<Guid[]> FloodAsync(this QueueUnderTest queue, TenantId tenant, int count, QueueLane lane = QueueLane.Transactional)
    {
        ArgumentNullException.ThrowIfNull(queue);
        var mails = Enumerable.Range(0, count).Select(_ => New(tenant) with { Lane = lane }).ToArray();
        Xunit.Assert.Equal(EnqueueOutcome.Queued, await queue.Intake.EnqueueManyAsync(mails));
        return [.. mails.Select(mail => mail.Id)];
    }
}
