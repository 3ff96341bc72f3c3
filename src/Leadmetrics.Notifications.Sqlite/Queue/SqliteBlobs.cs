using System.Security.Cryptography;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>The contents of attachments in one SQLite file, in pieces.</summary>
internal sealed class SqliteBlobs(SqliteDatabase database)
{
    /// <summary>How many octets a piece has, but the last.</summary>
    public const int Piece = 256 * 1024;

    /// <summary>Opens a content; null where there is none.</summary>
    public Task<Stream?> OpenAsync(TenantId tenant, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken) => database.RunAsync<Stream?>(
        async connection =>
        {
            var statements = new PreparedStatements(connection);
            await using (statements.ConfigureAwait(false))
            {
                var length = await statements.ListAsync("OpenBlob", Key(tenant, sha256), static reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false);
                return length.Count == 0 ? null : new SqliteBlobStream(database, tenant, sha256, length[0]);
            }
        },
        cancellationToken);

    /// <summary>Whether the file holds all of a content.</summary>
    public static async Task<bool> IsThereAsync(PreparedStatements statements, TenantId tenant, NewBlob blob, CancellationToken cancellationToken) =>
        await statements.ListAsync("FindBlob", Key(tenant, blob.Sha256), static reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false) is [var length] && length == blob.Length;

    /// <summary>Keeps a content that is there, or takes it over from where it waits; false where it is in neither place.</summary>
    public static async Task<bool> TakeStagedAsync(PreparedStatements statements, TenantId tenant, NewBlob blob, long retainDay, CancellationToken cancellationToken)
    {
        if (await KeepAsync(statements, tenant, blob, retainDay, cancellationToken).ConfigureAwait(false)) return true;
        try
        {
            return await statements.ExecuteAsync("AddStagedBlob", Key(tenant, blob.Sha256).Integer("length", blob.Length).Integer("retain_day", retainDay), cancellationToken).ConfigureAwait(false) > 0;
        }
        catch (Microsoft.Data.Sqlite.SqliteException exception) when (exception.Message.Contains("staged_blob", StringComparison.Ordinal))
        {
            // Nothing was made to wait, on this connection or ever.
            return false;
        }
    }

    /// <summary>Keeps a content that is there, or reads it and adds it.</summary>
    public static async Task AddAsync(PreparedStatements statements, TenantId tenant, NewBlob blob, long retainDay, CancellationToken cancellationToken)
    {
        if (await KeepAsync(statements, tenant, blob, retainDay, cancellationToken).ConfigureAwait(false)) return;
        await ReadAsync(
            blob,
            (piece, data) => statements.ExecuteAsync(
                "AddBlobPiece", Key(tenant, blob.Sha256).Integer("piece", piece).Integer("length", blob.Length).Integer("retain_day", retainDay).Blob("data", data), cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a content piece by piece; an empty one is one empty piece.</summary>
    /// <exception cref="EmailMessageException">It gave other octets than it was hashed from.</exception>
    public static async Task ReadAsync(NewBlob blob, Func<int, ReadOnlyMemory<byte>, Task> take, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[(int)Math.Clamp(blob.Length, 1, Piece)];
        var content = await blob.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            var (length, piece) = (0L, 0);
            while (true)
            {
                var read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                if (read == 0 && piece > 0) break;
                length += read;
                if (length > blob.Length) throw Changed();
                hash.AppendData(buffer, 0, read);
                await take(piece++, buffer.AsMemory(0, read)).ConfigureAwait(false);
                if (read < buffer.Length) break;
            }

            if (length != blob.Length || !blob.Sha256.Span.SequenceEqual(hash.GetHashAndReset())) throw Changed();
        }
    }

    public static SqliteParameters Key(TenantId tenant, ReadOnlyMemory<byte> sha256) => new SqliteParameters().Text("tenant", tenant.Value).Blob("sha256", sha256);

    private static async Task<bool> KeepAsync(PreparedStatements statements, TenantId tenant, NewBlob blob, long retainDay, CancellationToken cancellationToken)
    {
        if (!await IsThereAsync(statements, tenant, blob, cancellationToken).ConfigureAwait(false)) return false;
        await statements.ExecuteAsync("KeepBlob", Key(tenant, blob.Sha256).Integer("retain_day", retainDay), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static EmailMessageException Changed() => new("attachments", "gave other octets than it was hashed from");
}
