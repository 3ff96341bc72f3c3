using System.Data.Common;
using System.Security.Cryptography;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Tests.Queue;

/// <summary>Takes what is put into the queue, and reads each content as a store does: once more, in pieces.</summary>
internal sealed class IntakeInMemory : IQueueIntakeStore
{
    public List<NewMail> Mails { get; } = [];

    public Dictionary<string, byte[]> Blobs { get; } = [];

    public List<DbTransaction?> Transactions { get; } = [];

    public EnqueueOutcome Answers { get; set; } = EnqueueOutcome.Queued;

    public Guid? KnownAs { get; set; }

    public StoreException? BlobsFail { get; set; }

    public async Task<Enqueued> EnqueueAsync(NewMail mail, DbTransaction? transaction = null, CancellationToken cancellationToken = default)
    {
        Transactions.Add(transaction);
        if (Answers != EnqueueOutcome.Queued) return new Enqueued(Answers, KnownAs ?? default);
        await TakeAsync(mail, cancellationToken);
        return new Enqueued(EnqueueOutcome.Queued, mail.Id);
    }

    public async Task<EnqueueOutcome> EnqueueManyAsync(IReadOnlyList<NewMail> mails, DbTransaction? transaction = null, CancellationToken cancellationToken = default)
    {
        Transactions.Add(transaction);
        if (Answers != EnqueueOutcome.Queued) return Answers;
        foreach (var mail in mails) await TakeAsync(mail, cancellationToken);
        return EnqueueOutcome.Queued;
    }

    public Task<Stream?> OpenBlobAsync(TenantId tenant, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken = default)
    {
        if (BlobsFail is { } failure) return Task.FromException<Stream?>(failure);
        return Task.FromResult<Stream?>(Blobs.TryGetValue(Convert.ToHexStringLower(sha256.Span), out var content) ? new MemoryStream(content) : null);
    }

    private async Task TakeAsync(NewMail mail, CancellationToken cancellationToken)
    {
        foreach (var blob in mail.Blobs)
        {
            await using var stream = await blob.OpenAsync(cancellationToken);
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, cancellationToken);
            Assert.Equal(blob.Length, content.Length);
            Assert.Equal(SHA256.HashData(content.ToArray()), blob.Sha256.ToArray());
            Blobs[Convert.ToHexStringLower(blob.Sha256.Span)] = content.ToArray();
        }

        Mails.Add(mail);
    }
}
