using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tests.Secrets;

/// <summary>A key management service over a ring: it answers until it is told to break.</summary>
internal sealed class DistantKeys(IKeyProvider ring) : IKeyProvider
{
    private int _calls;

    /// <summary>What it throws; <see langword="null"/>: it answers.</summary>
    public Exception? Broken { get; set; }

    /// <summary>After how many calls it breaks.</summary>
    public int Answers { get; set; }

    public async ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> dataKey, CancellationToken cancellationToken = default) => await (await CallAsync()).WrapAsync(dataKey, cancellationToken);

    public ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken = default) =>
        Broken is { } broken && Interlocked.Increment(ref _calls) > Answers ? throw broken : ring.UnwrapAsync(wrapped, cancellationToken);

    public async ValueTask<byte[]> UnwrapForRotationAsync(WrappedKey wrapped, CancellationToken cancellationToken = default) => await (await CallAsync()).UnwrapForRotationAsync(wrapped, cancellationToken);

    public async ValueTask<string> GetActiveKeyIdAsync(CancellationToken cancellationToken = default) => await (await CallAsync()).GetActiveKeyIdAsync(cancellationToken);

    public async ValueTask<KeyState?> GetStateAsync(string keyId, CancellationToken cancellationToken = default) => await (await CallAsync()).GetStateAsync(keyId, cancellationToken);

    private async ValueTask<IKeyProvider> CallAsync()
    {
        await Task.Yield();
        return Broken is { } broken && Interlocked.Increment(ref _calls) > Answers ? throw broken : ring;
    }
}
