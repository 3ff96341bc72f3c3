namespace Quickstart.Inboxes;

/// <summary>The SMTP server that acme's mail goes to, and that can be looked into: Mailpit where it runs, else a catcher in this process.</summary>
internal abstract class Inbox : IAsyncDisposable
{
    public abstract string Host { get; }

    public abstract int Port { get; }

    public abstract string Description { get; }

    /// <summary>The mail of that Message-ID; <see langword="null"/> where it is not there.</summary>
    public abstract Task<Arrived?> FindAsync(string messageId, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    public static async Task<Inbox> OpenAsync(CancellationToken cancellationToken) =>
        await MailpitInbox.TryOpenAsync(cancellationToken) ?? (Inbox)await CatcherInbox.StartAsync(cancellationToken);
}
