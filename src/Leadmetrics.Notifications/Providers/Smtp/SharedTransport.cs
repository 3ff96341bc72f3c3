using Leadmetrics.Smtp;

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

    /// <summary>Whether renting is over.</summary>
    public bool IsRetired => Volatile.Read(ref _retired) != 0;

    /// <summary>Sends over the rented transport.</summary>
    /// <exception cref="StaleProviderException">The transport is retired: the caller has to resolve again.</exception>
    public async Task<SmtpTransactionResult> SendAsync(SmtpTransaction transaction, CancellationToken cancellationToken)
    {
        Rent();
        try
        {
            return await transport.SendAsync(transaction, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Return();
        }
    }

    /// <summary>Probes over the rented transport.</summary>
    /// <exception cref="StaleProviderException">The transport is retired.</exception>
    public async Task ProbeAsync(SmtpConnectTrace trace, SmtpTimeouts timeouts, CancellationToken cancellationToken)
    {
        Rent();
        try
        {
            await transport.ProbeAsync(trace, timeouts, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Return();
        }
    }

    /// <summary>Ends renting; the task ends when the last send has, and the connections are closed.</summary>
    public Task RetireAsync()
    {
        if (Interlocked.Exchange(ref _retired, 1) == 0) Return();
        return _drained.Task;
    }

    private void Rent()
    {
        var renters = Volatile.Read(ref _renters);
        while (true)
        {
            if (renters == 0 || IsRetired) throw new StaleProviderException();
            var seen = Interlocked.CompareExchange(ref _renters, renters + 1, renters);
            if (seen == renters) return;
            renters = seen;
        }
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
            _drained.TrySetResult();
        }
        catch (Exception failure)
        {
            // Whoever awaits the retirement hears of it; the send that happened to be last must not fail for it.
            _drained.TrySetException(failure);
        }
    }
}
