using System.Buffers;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>A request's body in pooled memory, as large as it is found to be and not as it says; given back when it is disposed.</summary>
internal sealed class WebhookBody : IDisposable
{
    private const int First = 64 * 1024;

    private byte[] _octets;
    private int _length;

    private WebhookBody(int first) => _octets = ArrayPool<byte>.Shared.Rent(first);

    /// <summary>The body; nobody may keep it.</summary>
    public ReadOnlyMemory<byte> Octets => _octets.AsMemory(0, _length);

    /// <summary>Reads a body to its end.</summary>
    /// <returns><see langword="null"/> where it is larger than <paramref name="most"/>: the rest of it was not read.</returns>
    public static async Task<WebhookBody?> ReadAsync(WebhookRequest request, int most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most) return null;
        var body = new WebhookBody(Math.Min(First, most));
        try
        {
            if (await body.FillAsync(request.Body, most, cancellationToken).ConfigureAwait(false)) return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }

        body.Dispose();
        return null;
    }

    public void Dispose()
    {
        if (_octets.Length == 0) return;

        // It names people: whoever rents it next has no business with them.
        _octets.AsSpan(0, _length).Clear();
        ArrayPool<byte>.Shared.Return(_octets);
        (_octets, _length) = ([], 0);
    }

    private async Task<bool> FillAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_length == _octets.Length) Grow(most);
            var read = await stream.ReadAsync(_octets.AsMemory(_length), cancellationToken).ConfigureAwait(false);
            if (read == 0) return true;
            _length += read;
            if (_length > most) return false;
        }
    }

    // One octet above the bound, so that one that is just as large as it may be is told from one that is larger.
    private void Grow(int most)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * _octets.Length, (long)most + 1));
        _octets.AsSpan(0, _length).CopyTo(larger);
        _octets.AsSpan(0, _length).Clear();
        ArrayPool<byte>.Shared.Return(_octets);
        _octets = larger;
    }
}
