namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>Reads a stored content from its beginning to its end: one piece at a time in memory, and a connection for as long as a piece takes.</summary>
internal sealed class SqliteBlobStream(SqliteDatabase database, TenantId tenant, ReadOnlyMemory<byte> sha256, long length) : Stream
{
    private readonly byte[] _sha256 = sha256.ToArray();
    private ReadOnlyMemory<byte> _piece;
    private int _next;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">A piece is gone: the content was removed while it was read, or is damaged.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _position == length) return 0;
        if (_piece.IsEmpty) _piece = await ReadPieceAsync(cancellationToken).ConfigureAwait(false);
        var count = Math.Min(buffer.Length, _piece.Length);
        _piece[..count].CopyTo(buffer);
        _piece = _piece[count..];
        _position += count;
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

    private async Task<byte[]> ReadPieceAsync(CancellationToken cancellationToken)
    {
        var pieces = await database.RunAsync(
            async connection =>
            {
                var statements = new PreparedStatements(connection);
                await using (statements.ConfigureAwait(false))
                {
                    var parameters = SqliteBlobs.Key(tenant, _sha256).Integer("piece", _next);
                    return await statements.ListAsync("ReadBlobPiece", parameters, static reader => reader.GetFieldValue<byte[]>(0), cancellationToken).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
        if (pieces.Count == 0 || pieces[0].Length == 0) throw new InvalidDataException("A piece of a stored attachment is gone.");
        _next++;
        return pieces[0];
    }
}
