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
                // Mail for bench.test goes to the transport discard: it is queued, as safely as ever, and then thrown away.
                var postfix = new PostfixPeer(new PostfixPeerOptions { Settings = ["message_size_limit = 0", .. scenario.Chunking ? [] : (string[])["smtpd_discard_ehlo_keywords = chunking"]] });
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
