using System.Security.Cryptography;
using Leadmetrics.Notifications.Queue.Bodies;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue.Intake;

/// <summary>Reads the attachments of one mail once, each through its hash, and bounds what all of them have together.</summary>
/// <remarks>What is small goes into the body; of what is not, no more than a block is in memory. The store opens it again to take it.</remarks>
internal sealed class AttachmentIntake(string prefix, long left)
{
    /// <summary>The largest content that goes into the body.</summary>
    public const int MaxInline = 8 * 1024;

    private const int Block = 64 * 1024;

    /// <summary>The attachments, in their order.</summary>
    public List<StoredAttachment> Stored { get; } = [];

    /// <summary>The contents for the store, each once.</summary>
    public List<NewBlob> Blobs { get; } = [];

    /// <exception cref="EmailMessageException">One cannot be read, has another length than it said, or all are larger than they may be.</exception>
    public async ValueTask ReadAsync(IReadOnlyList<EmailAttachment> attachments, CancellationToken cancellationToken)
    {
        for (var i = 0; i < attachments.Count; i++)
        {
            var reader = await AttachmentReader.OpenAsync(attachments[i], i, cancellationToken).ConfigureAwait(false);
            await using var closing = reader.ConfigureAwait(false);
            if (reader.Length > left) throw TooLarge(i);
            using var digest = new Digest(i, left);
            await reader.ReadAsync(Block, digest, static (state, block, isLast, _) => state.Take(block, isLast), cancellationToken).ConfigureAwait(false);
            left -= digest.Length;
            Keep(attachments[i], i, digest);
        }
    }

    private static EmailMessageException TooLarge(int index) => new($"attachments[{index}]", "is, with the texts and the attachments before it, larger than a queued message may be (Queue:MaxMessageSize)") { IsTooLarge = true };

    private void Keep(EmailAttachment attachment, int index, Digest digest)
    {
        if (digest.Small is { } small)
        {
            Stored.Add(new StoredAttachment(attachment.FileName, attachment.ContentType, attachment.ContentId, small, small.Length, default));
            return;
        }

        var sha256 = digest.Hash();
        Stored.Add(new StoredAttachment(attachment.FileName, attachment.ContentType, attachment.ContentId, null, digest.Length, sha256));
        if (Blobs.Exists(blob => blob.Sha256.Span.SequenceEqual(sha256))) return;
        Blobs.Add(new NewBlob(sha256, digest.Length, cancellationToken => OpenAsync(attachment, $"{prefix}attachments[{index}]", cancellationToken)));
    }

    // The code behind an attachment is the host's: it may throw anything, and the store knows no field.
    private static async ValueTask<Stream> OpenAsync(EmailAttachment attachment, string field, CancellationToken cancellationToken)
    {
        try
        {
            return await attachment.OpenAsync(cancellationToken).ConfigureAwait(false) ?? throw new EmailMessageException(field, "was opened without a stream");
        }
        catch (Exception e) when (e is not EmailMessageException && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw new EmailMessageException(field, "cannot be read", e);
        }
    }

    /// <summary>One attachment while it is read.</summary>
    private sealed class Digest(int index, long most) : IDisposable
    {
        private IncrementalHash? _hash;

        public long Length { get; private set; }

        public byte[]? Small { get; private set; }

        public ValueTask Take(ReadOnlyMemory<byte> block, bool isLast)
        {
            Length += block.Length;
            if (Length > most) throw TooLarge(index);
            if (_hash is null && isLast && block.Length <= MaxInline)
            {
                Small = block.ToArray();
                return ValueTask.CompletedTask;
            }

            _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            _hash.AppendData(block.Span);
            return ValueTask.CompletedTask;
        }

        public byte[] Hash() => _hash!.GetHashAndReset();

        public void Dispose() => _hash?.Dispose();
    }
}
