using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Smtp;

namespace Leadmetrics.Bench.Queue.Ours;

/// <summary>Transports that pass the gate and then say that the message was taken: all of the road but the wire.</summary>
internal sealed class NoOpTransports : ISmtpTransportFactory
{
    public ISmtpTransport Create(SmtpConnectionOptions connection, SmtpPoolOptions pool) => new Transport();

    private sealed class Transport : ISmtpTransport
    {
        private static readonly SmtpReply Taken = new(250, ["2.0.0 Ok"]);

        public async Task<SmtpTransactionResult> SendAsync(SmtpTransaction transaction, CancellationToken cancellationToken)
        {
            if (transaction.Gate is { } gate) await gate(cancellationToken);
            return new SmtpTransactionResult(SmtpOutcome.Accepted, SmtpPhase.Replied, Taken, [.. transaction.Recipients.Select(recipient => new SmtpRecipientResult(recipient, SmtpOutcome.Accepted, Taken))]);
        }

        public Task ProbeAsync(SmtpConnectTrace trace, SmtpTimeouts timeouts, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
