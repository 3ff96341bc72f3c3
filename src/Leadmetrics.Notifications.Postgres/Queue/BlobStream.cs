namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>A stored content, of which one piece at a time is in memory. Between two pieces no connection is held.</summary>
internal sealed class BlobStream : Stream
{
    private readonly PostgresDatabase _database;
    private readonly PostgresStatements _statements;
    private readonly TenantId _tenant;
    private readonly byte[] _sha256;
    private readonly long _length;
    private ReadOnlyMemory<byte> _rest;
    private int _piece;
    private long _read;

    private BlobStream(PostgresDatabase database, TenantId tenant, byte[] sha256, long length, ReadOnlyMemory<byte> first)
    {
        _database = database;
        _statements = new PostgresStatements(database, "Queue");
        _tenant = tenant;
        _sha256 = sha256;
        _length = length;
        _rest = first;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public static async Task<Stream?> OpenAsync(PostgresDatabase database, TenantId tenant, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken)
    {
        var name = sha256.ToArray();
        var first = await ReadPieceAsync(database, new PostgresStatements(database, "Queue"), tenant, name, 0, cancellationToken).ConfigureAwait(false);
        return first is { } piece ? new BlobStream(database, tenant, name, piece.Length, piece.Data) : null;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _read == _length) return 0;
        if (_rest.IsEmpty)
        {
            var next = await ReadPieceAsync(_database, _statements, _tenant, _sha256, ++_piece, cancellationToken).ConfigureAwait(false);
            _rest = next is { Data.Length: > 0 } piece ? piece.Data : throw new InvalidDataException("A stored content lacks a piece.");
        }

        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        _read += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A stored content is read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static Task<(long Length, byte[] Data)?> ReadPieceAsync(
        PostgresDatabase database, PostgresStatements statements, TenantId tenant, byte[] sha256, int piece, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            var parameters = new PostgresParameters().Text("tenant", tenant.Value).Octets("sha256", sha256).Integer("piece", piece);
            var command = await statements.PrepareAsync(connection, "ReadBlobPiece", parameters, cancellationToken).ConfigureAwait(false);
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                    return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : ((long, byte[])?)null;
            }
        },
        cancellationToken);
}
