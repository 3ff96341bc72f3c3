using Leadmetrics.Notifications.Queue.Storing;
using Microsoft.Data.Sqlite;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>Contents that wait for the write lock in a table of one connection's own. Disposing of it forgets them: connections are used again.</summary>
internal sealed class StagedBlobs : IAsyncDisposable
{
    private readonly SqliteConnection? _connection;

    private StagedBlobs(SqliteConnection? connection) => _connection = connection;

    /// <summary>Nothing waits.</summary>
    public static StagedBlobs None { get; } = new(null);

    /// <summary>Reads those contents that the file does not hold, or all.</summary>
    /// <exception cref="EmailMessageException">One gave other octets than it was hashed from.</exception>
    public static async Task<StagedBlobs> StageAsync(SqliteConnection connection, TenantId tenant, IReadOnlyList<NewBlob> blobs, bool all, CancellationToken cancellationToken)
    {
        var statements = new PreparedStatements(connection);
        await using (statements.ConfigureAwait(false))
        {
            await statements.ExecuteAsync("StageBlobs", null, cancellationToken).ConfigureAwait(false);
            var staged = new StagedBlobs(connection);
            try
            {
                foreach (var blob in blobs)
                {
                    if (!all && await SqliteBlobs.IsThereAsync(statements, tenant, blob, cancellationToken).ConfigureAwait(false)) continue;
                    await SqliteBlobs.ReadAsync(
                        blob,
                        (piece, data) => statements.ExecuteAsync("StageBlobPiece", new SqliteParameters().Blob("sha256", blob.Sha256).Integer("piece", piece).Blob("data", data), cancellationToken),
                        cancellationToken).ConfigureAwait(false);
                }

                return staged;
            }
            catch
            {
                await staged.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is null) return;
        var statements = new PreparedStatements(_connection);
        await using (statements.ConfigureAwait(false)) await statements.ExecuteAsync("ClearStagedBlobs", null, CancellationToken.None).ConfigureAwait(false);
    }
}
