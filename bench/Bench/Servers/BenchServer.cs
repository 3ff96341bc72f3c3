using Leadmetrics.Bench.Smtp;
using Leadmetrics.Peers;

namespace Leadmetrics.Bench.Servers;

/// <summary>A server under load, in a process of its own.</summary>
internal sealed class BenchServer(IAsyncDisposable owner, int port) : IAsyncDisposable
{
    public int Port => port;

    public static async Task<BenchServer> StartAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        switch (scenario.Server)
        {
            case ServerKind.Postfix:
                // Every message is taken and then discarded: its queue and its disk would else set the pace.
                List<string> settings = ["message_size_limit = 0", "smtpd_recipient_restrictions = check_recipient_access static:DISCARD"];
                if (!scenario.Chunking) settings.Add("smtpd_discard_ehlo_keywords = chunking");
                var postfix = new PostfixPeer(new PostfixPeerOptions { Settings = settings });
                return await StartedAsync(postfix, () => postfix.StartAsync(cancellationToken), () => postfix.RelayPort);
            case ServerKind.Drain:
                var drain = new DrainProcess(scenario.Chunking);
                return await StartedAsync(drain, () => drain.StartAsync(cancellationToken), () => drain.Port);
            default:
                var sink = new SmtpSinkPeer();
                return await StartedAsync(sink, () => sink.StartAsync(cancellationToken), () => sink.Port);
        }
    }

    public ValueTask DisposeAsync() => owner.DisposeAsync();

    private static async Task<BenchServer> StartedAsync(IAsyncDisposable server, Func<Task> start, Func<int> port)
    {
        try
        {
            await start();
            return new BenchServer(server, port());
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
