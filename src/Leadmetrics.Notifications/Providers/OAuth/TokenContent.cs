namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>The form of one request for a token. It is sent once.</summary>
internal sealed class TokenContent(IEnumerable<KeyValuePair<string, string>> form) : FormUrlEncodedContent(form)
{
    private int _sent;

    /// <returns><see langword="false"/> where it was sent before.</returns>
    public bool TrySend() => Interlocked.Exchange(ref _sent, 1) == 0;
}
