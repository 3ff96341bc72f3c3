using Leadmetrics.Smtp;

namespace Leadmetrics.Bench.Smtp;

/// <summary>Our pool, fed by as many senders as it has connections and one more each.</summary>
internal sealed class OursContestant : ISmtpContestant
{
    public static double AllocatedPerMessage { get; private set; }

    public string Name => "Leadmetrics.Smtp";

    public async Task<double?> SendAsync(int port, SmtpLoad load, CancellationToken cancellationToken)
    {
        var connection = new SmtpConnectionOptions { Host = "127.0.0.1", Port = port, TlsMode = SmtpTlsMode.None };
        var pool = new SmtpPool(connection, new SmtpPoolOptions { MaxConnections = load.Connections, MaxMessagesPerConnection = 1_000_000 });
        await using (pool)
        {
            var content = SmtpContent.FromBytes(Message.OfSize(load.Size));
            Mailbox.TryCreate("from@example.test", false, out var from, out _);
            Mailbox.TryCreate("to@example.test", false, out var to, out _);
            Mailbox[] recipients = [to!];
            var left = load.Messages;
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var started = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, load.Connections * 2).Select(_ => Task.Run(SendAllAsync, cancellationToken)));
            var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            AllocatedPerMessage = (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / load.Messages;
            return seconds;

            async Task SendAllAsync()
            {
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    var result = await pool.SendAsync(new SmtpTransaction(from, recipients, content), cancellationToken);
                    if (result.Outcome != SmtpOutcome.Accepted) throw new InvalidOperationException($"Not accepted: {result.Reply}");
                }
            }
        }
    }
}
