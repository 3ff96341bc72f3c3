using System.Collections.Concurrent;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Sqlite.Tests;

/// <summary>A host's own key provider, as one over a key management service: it keeps the data keys and gives numbers out, and can be cut off.</summary>
internal sealed class KeyService : IKeyProvider
{
    public const string KeyId = "kms/1";

    private readonly ConcurrentDictionary<int, byte[]> _keys = new();

    public bool IsDown { get; set; }

    public ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> dataKey, CancellationToken cancellationToken = default) => CallAsync(() =>
    {
        var number = _keys.Count;
        _keys[number] = dataKey.ToArray();
        return new WrappedKey(KeyId, BitConverter.GetBytes(number));
    });

    public ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken = default) => CallAsync(() => _keys[BitConverter.ToInt32(wrapped.Bytes.Span)].ToArray());

    public ValueTask<byte[]> UnwrapForRotationAsync(WrappedKey wrapped, CancellationToken cancellationToken = default) => UnwrapAsync(wrapped, cancellationToken);

    public ValueTask<string> GetActiveKeyIdAsync(CancellationToken cancellationToken = default) => CallAsync(static () => KeyId);

    public ValueTask<KeyState?> GetStateAsync(string keyId, CancellationToken cancellationToken = default) => CallAsync(() => keyId == KeyId ? KeyState.Active : (KeyState?)null);

    private async ValueTask<T> CallAsync<T>(Func<T> answer)
    {
        await Task.Yield();
        return IsDown ? throw new HttpRequestException("kms.internal does not answer") : answer();
    }
}
