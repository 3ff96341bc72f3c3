using Leadmetrics.Bench.Smtp;
using Leadmetrics.Smtp;

namespace Leadmetrics.Bench.Workers;

/// <summary>Our pool, given content that is ready for the wire.</summary>
internal sealed class OursWireWorker : IWorker
{
    public async Task<WorkReport> RunAsync(WorkOrder order, CancellationToken cancellationToken)
    {
        var connection = new SmtpConnectionOptions { Host = "127.0.0.1", Port = order.Port, TlsMode = SmtpTlsMode.None };
        var bounds = new SmtpPoolOptions { MaxConnections = order.Connections, MaxMessagesPerConnection = 1_000_000, MaxInFlight = order.InFlight };
        var content = SmtpContent.FromBytes(await File.ReadAllBytesAsync(Path.Combine(order.Folder, MailFiles.Content), cancellationToken));
        var from = Address("from@bench.test");
        Mailbox[] recipients = [Address("to@bench.test")];
        await using var pool = new SmtpPool(connection, bounds);
        return await TimedLoad.RunAsync(order, order.Senders, (_, token) => pool.SendAsync(new SmtpTransaction(from, recipients, content), token), Check, cancellationToken);
    }

    private static void Check(SmtpTransactionResult result)
    {
        if (result.Outcome != SmtpOutcome.Accepted) throw new BenchException($"Not accepted: {result.Reply}");
    }

    private static Mailbox Address(string text) =>
        Mailbox.TryCreate(text, false, out var mailbox, out _) ? mailbox : throw new BenchException($"{text} is no address.");
}
