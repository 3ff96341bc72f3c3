namespace Leadmetrics.Notifications.Secrets;

/// <summary>Asks a key provider, whose own exceptions mean that it did not answer.</summary>
internal static class KeyCall
{
    /// <exception cref="ConfigSealException">What the provider says of a key or of bytes, or <see cref="SealFailure.Unavailable"/>.</exception>
    public static async ValueTask<T> AskAsync<T>(Func<CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is not ConfigSealException && !(broken is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // A cancellation that nobody here asked for is a client's timeout.
            throw new ConfigSealException(SealFailure.Unavailable, "The key provider did not answer.", broken);
        }
    }
}
