using Leadmetrics.Peers;
using Leadmetrics.Peers.Doomed;

if (args is ["sqlite-queue", var file, var worker])
{
    await QueueWorkload.RunAsync(file, worker);
    return;
}

// Starts the peer named by the argument, prints its process id and folder in one line, and waits to be killed.
var (peer, describe) = Choose(args[0]);
await peer.StartAsync();
Console.WriteLine(describe());
await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);

static (IPeer Peer, Func<string> Describe) Choose(string name)
{
    switch (name)
    {
        case "postgres":
            var postgres = new PostgresPeer(new PostgresPeerOptions { ConnectionString = null });
            return (postgres, () => $"{postgres.ProcessId} {postgres.Folder}");
        case "maildev":
            var mailDev = new MailDevPeer();
            return (mailDev, () => $"{mailDev.ProcessId} {mailDev.Folder}");
        case "smtp-server":
            var smtpServer = new SmtpServerPeer();
            return (smtpServer, () => $"{smtpServer.ProcessId} {smtpServer.Folder}");
        case "postfix":
            var postfix = new PostfixPeer();
            return (postfix, () => $"{postfix.ProcessId} {postfix.Folder}");
        default:
            throw new ArgumentException($"No peer is called {name}.", nameof(name));
    }
}
