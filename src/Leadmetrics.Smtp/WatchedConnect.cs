namespace Leadmetrics.Smtp;

/// <summary>Makes a connection under the eyes of the options' watcher, whom it cannot be broken by.</summary>
/// <remarks>
/// Invariants: a watch hears of its end once; a connection that was made reaches who asked for it, whatever the watcher throws: else it would stay open, with its place, and be nobody's.
/// What a watcher throws is not told: it may not, and there is nobody here who could mend it.
/// </remarks>
internal static class WatchedConnect
{
    public static async Task<T> MakeAsync<T>(SmtpConnectionOptions options, SmtpConnectTrace trace, Func<SmtpConnectionOptions, Task<T>> make)
    {
        if (options.Watcher is not { } watcher || Begin(watcher, ref options) is not { } watch) return await make(options).ConfigureAwait(false);
        T connection;
        try
        {
            connection = await make(options).ConfigureAwait(false);
        }
        catch (Exception broken)
        {
            End(watch, trace, broken);
            throw;
        }

        End(watch, trace, null);
        return connection;
    }

    private static ISmtpConnectWatch? Begin(ISmtpConnectWatcher watcher, ref SmtpConnectionOptions options)
    {
        try
        {
            var watch = watcher.Begin(options.Host, options.Port);
            if (watch?.Transcript is { } transcript) options = options with { Transcript = transcript };
            return watch;
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static void End(ISmtpConnectWatch watch, SmtpConnectTrace trace, Exception? broken)
    {
        try
        {
            watch.Ended(trace, broken);
        }
        catch (Exception)
        {
            // The connect ends as it ended.
        }
    }
}
