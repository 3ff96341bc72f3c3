using System.Globalization;
using System.Text;

namespace Leadmetrics.Notifications.Testing;

/// <summary>Just enough of HTTP/1.1 (RFC 9112) to serve one client at a time on a stream: header, body by length or in chunks, 100-continue.</summary>
internal sealed class HttpWire(Stream stream, CancellationToken stopping)
{
    private const int LongestHeader = 64 * 1024;

    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>Ends when the server does.</summary>
    public CancellationToken Stopping => stopping;

    private ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_start, _end - _start);

    /// <returns>The lines of the header; null where the client has closed between two requests.</returns>
    /// <exception cref="InvalidDataException">The header is broken off or too long.</exception>
    public async Task<string[]?> ReadHeaderAsync()
    {
        int end;
        while ((end = Buffered.IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (Buffered.Length > LongestHeader)
                throw new InvalidDataException("The header is too long.");
            if (await FillAsync().ConfigureAwait(false))
                continue;
            return Buffered.IsEmpty ? null : throw new InvalidDataException("The header is broken off.");
        }
        var lines = Encoding.Latin1.GetString(Buffered[..end]).Split("\r\n");
        _start += end + 4;
        return lines;
    }

    public async Task<byte[]> ReadBodyAsync(Func<string, string?> header)
    {
        if (header("Expect") is { } expect && expect.Equals("100-continue", StringComparison.OrdinalIgnoreCase))
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), stopping).ConfigureAwait(false);
        if (header("Transfer-Encoding") is { } coding && coding.Contains("chunked", StringComparison.OrdinalIgnoreCase))
            return await ReadChunksAsync().ConfigureAwait(false);
        return header("Content-Length") is { } length
            ? await TakeAsync(int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture)).ConfigureAwait(false)
            : [];
    }

    public async Task WriteAsync(int status, string body, IEnumerable<(string Name, string Value)> headers)
    {
        var content = Encoding.UTF8.GetBytes(body);
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {(System.Net.HttpStatusCode)status}\r\nContent-Length: {content.Length}\r\n");
        if (content.Length > 0)
            head.Append("Content-Type: application/json\r\n");
        foreach (var (name, value) in headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        byte[] answer = [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. content];
        await stream.WriteAsync(answer, stopping).ConfigureAwait(false);
    }

    /// <summary>Reads on until the client closes.</summary>
    public async Task DrainAsync()
    {
        do
            _start = _end;
        while (await FillAsync().ConfigureAwait(false));
    }

    private async Task<byte[]> ReadChunksAsync()
    {
        using var body = new MemoryStream();
        while (true)
        {
            var size = int.Parse((await LineAsync().ConfigureAwait(false)).Split(';')[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (size == 0)
                break;
            body.Write(await TakeAsync(size).ConfigureAwait(false));
            await LineAsync().ConfigureAwait(false);
        }
        while ((await LineAsync().ConfigureAwait(false)).Length > 0)
        {
            // Trailer fields carry nothing for us.
        }
        return body.ToArray();
    }

    private async Task<string> LineAsync()
    {
        int end;
        while ((end = Buffered.IndexOf("\r\n"u8)) < 0)
        {
            if (!await FillAsync().ConfigureAwait(false))
                throw new InvalidDataException("The body is broken off.");
        }
        var line = Encoding.Latin1.GetString(Buffered[..end]);
        _start += end + 2;
        return line;
    }

    private async Task<byte[]> TakeAsync(int count)
    {
        using var taken = new MemoryStream();
        while (true)
        {
            var part = Buffered[..Math.Min(Buffered.Length, count - (int)taken.Length)];
            taken.Write(part);
            _start += part.Length;
            if (taken.Length == count)
                return taken.ToArray();
            if (!await FillAsync().ConfigureAwait(false))
                throw new InvalidDataException("The body is broken off.");
        }
    }

    private async Task<bool> FillAsync()
    {
        if (_start == _end)
            _start = _end = 0;
        if (_end == _buffer.Length)
        {
            var target = _start == 0 ? new byte[_buffer.Length * 2] : _buffer;
            Buffer.BlockCopy(_buffer, _start, target, 0, _end - _start);
            (_buffer, _start, _end) = (target, 0, _end - _start);
        }
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), stopping).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }
}
