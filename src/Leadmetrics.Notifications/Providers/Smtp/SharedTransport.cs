namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>A transport that providers rent for the length of a send, so that retiring it cuts none.</summary>
/// <remarks>
/// States: serving (renters ≥ 0), retired with renters, disposed. Invariant: the transport is disposed exactly once, when it is retired and the last renter
/// has returned it; after <see cref="RetireAsync"/> nobody rents it any more. <c>_renters</c> counts one more while serving, so the count alone decides.
/// </remarks>
internal sealed class SharedTransport(ISmtpTransport transport)
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _renters = 1;
    private int _retired;

    /// <summary>Runs once, when the transport has been closed.</summary>
    public Action? Closed { get; init; }

    /// <summary>Whether renting is over.</summary>
    public bool IsRetired => Volatile.Read(ref _retired) != 0;

    /// <summary>Rents the transport until what is returned is disposed, once.</summary>
    /// <exception cref="StaleProviderException">The transport is retired: the caller has to resolve again.</exception>
    public Lease Rent()
    {
        var renters = Volatile.Read(ref _renters);
        while (true)
        {
            if (renters == 0 || IsRetired) throw new StaleProviderException();
            var seen = Interlocked.CompareExchange(ref _renters, renters + 1, renters);
            if (seen == renters) return new Lease(this);
            renters = seen;
        }
    }

    private ISmtpTransport Inner => transport;

    /// <summary>Ends renting; the task ends when the last send has, and the connections are closed.</summary>
    public Task RetireAsync()
    {
        if (Interlocked.Exchange(ref _retired, 1) == 0) Return();
        return _drained.Task;
    }

    // The last renter of a retired transport has its answer already: it does not wait for the connections' farewell.
    private void Return()
    {
        if (Interlocked.Decrement(ref _renters) == 0) _ = CloseAsync();
    }

    private async Task CloseAsync()
    {
        try
        {
            await transport.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Closed?.Invoke();

            // Whoever awaits the retirement hears of it; the send that happened to be last must not fail for it.
            _drained.TrySetException(failure);
            return;
        }

        Closed?.Invoke();
        _drained.TrySetResult();
    }

    /// <summary>One renting. A copy is the same renting: dispose one of them.</summary>
    internal readonly struct Lease(SharedTransport owner) : IDisposable
    {
        /// <summary>The transport, open as long as the lease is.</summary>
        public ISmtpTransport Transport => owner.Inner;

        public void Dispose() => owner.Return();
    }
}
