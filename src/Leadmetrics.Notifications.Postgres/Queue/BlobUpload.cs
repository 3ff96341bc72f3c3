using System.Data;
using System.Security.Cryptography;
using Leadmetrics.Notifications.Queue.Storing;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Stores the contents of attachments in pieces, each content in a transaction of its own; what is there already is only kept for longer.</summary>
/// <remarks>Nobody holds two contents at once, so that those who store the same ones wait for each other at most, and never in a ring.</remarks>
internal sealed class BlobUpload(PostgresStatements statements)
{
    /// <summary>The octets of a piece; the last one may have less.</summary>
    public const int PieceLength = 256 * 1024;

    public async Task KeepAsync(NpgsqlConnection connection, TenantId tenant, IReadOnlyList<NewBlob> blobs, DateOnly retainDay, CancellationToken cancellationToken)
    {
        foreach (var blob in blobs)
        {
            if (await IsKeptAsync(connection, tenant, blob, retainDay, cancellationToken).ConfigureAwait(false)) continue;
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await UploadAsync(connection, tenant, blob, retainDay.AddDays(7), cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> IsKeptAsync(NpgsqlConnection connection, TenantId tenant, NewBlob blob, DateOnly retainDay, CancellationToken cancellationToken)
    {
        var parameters = new PostgresParameters().Text("tenant", tenant.Value).Octets("sha256", blob.Sha256).Date("retain_day", retainDay);
        var command = await statements.PrepareAsync(connection, "KeepBlob", parameters, cancellationToken).ConfigureAwait(false);
        await using (command.ConfigureAwait(false)) return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))! == Pieces(blob.Length);
    }

    // An empty content is one empty piece: none at all would be as if it were not stored.
    private static long Pieces(long length) => Math.Max(1, (length + PieceLength - 1) / PieceLength);

    private async Task UploadAsync(NpgsqlConnection connection, TenantId tenant, NewBlob blob, DateOnly retainDay, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[(int)Math.Min(PieceLength, blob.Length + 1)];
        var content = await blob.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            var length = 0L;
            for (var piece = 0; ; piece++)
            {
                var read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                if (read == 0 && piece > 0) break;
                length += read;
                if (length > blob.Length) throw Changed();
                hash.AppendData(buffer, 0, read);
                await AddPieceAsync(connection, tenant, blob, piece, retainDay, buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                if (read < buffer.Length) break;
            }

            if (length != blob.Length || !hash.GetHashAndReset().AsSpan().SequenceEqual(blob.Sha256.Span)) throw Changed();
        }
    }

    private async Task AddPieceAsync(NpgsqlConnection connection, TenantId tenant, NewBlob blob, int piece, DateOnly retainDay, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var parameters = new PostgresParameters()
            .Text("tenant", tenant.Value)
            .Octets("sha256", blob.Sha256)
            .Integer("piece", piece)
            .Bigint("length", blob.Length)
            .Date("retain_day", retainDay)
            .Octets("data", data);
        var command = await statements.PrepareAsync(connection, "AddBlobPiece", parameters, cancellationToken).ConfigureAwait(false);
        await using (command.ConfigureAwait(false)) await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static EmailMessageException Changed() => new("attachments", "gave other octets than before: a file was changed, or a stream cannot be read twice");
}
