using Leadmetrics.Notifications.Testing;

namespace Quickstart.Inboxes;

/// <summary>The catcher of Leadmetrics.Notifications.Testing: an SMTP server inside the process.</summary>
internal sealed class CatcherInbox(SmtpCatcher catcher) : Inbox
{
    public override string Host => catcher.Host;

    public override int Port => catcher.Port;

    public override string Description => $"a catcher in this process, {Host}:{Port} (Mailpit does not answer on localhost:1025)";

    public static async Task<CatcherInbox> StartAsync(CancellationToken cancellationToken) => new(await SmtpCatcher.StartAsync(cancellationToken: cancellationToken));

    public override Task<Arrived?> FindAsync(string messageId, CancellationToken cancellationToken)
    {
        var caught = catcher.Messages.FirstOrDefault(message => message.MessageId == $"<{messageId}>");
        return Task.FromResult(caught is null ? null : new Arrived(
            caught.From ?? "", caught.To ?? "", caught.Subject ?? "", [.. caught.Parts.Select(part => new ArrivedPart(part.ContentType, part.FileName, part.Bytes.Length))]));
    }

    public override ValueTask DisposeAsync() => catcher.DisposeAsync();
}
