using System.Collections.Concurrent;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Smtp;

namespace Leadmetrics.Integration.Queue;

/// <summary>Transports that take everything at once, and tell when mail to somebody who is awaited comes to them: all of the road but the wire.</summary>
internal sealed class NotingTransports : ISmtpTransportFactory
{
    private static readonly SmtpReply Taken = new(250, ["2.0.0 Ok"]);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _awaited = new(StringComparer.Ordinal);
    private int _sent;

    /// <summary>How many messages were taken.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>The timestamp at which a mail to an address comes.</summary>
    public Task<long> ComesAsync(string address) => _awaited.GetOrAdd(address, _ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public ISmtpTransport Create(SmtpConnectionOptions connection, SmtpPoolOptions pool) => new Transport(this);

    private sealed class Transport(NotingTransports all) : ISmtpTransport
    {
        public async Task<SmtpTransactionResult> SendAsync(SmtpTransaction transaction, CancellationToken cancellationToken)
        {
            var now = TimeProvider.System.GetTimestamp();
            if (all._awaited.TryGetValue(transaction.Recipients[0].ToString(), out var awaited)) awaited.TrySetResult(now);
            if (transaction.Gate is { } gate) await gate(cancellationToken);
            Interlocked.Increment(ref all._sent);
            return new SmtpTransactionResult(SmtpOutcome.Accepted, SmtpPhase.Replied, Taken, [.. transaction.Recipients.Select(recipient => new SmtpRecipientResult(recipient, SmtpOutcome.Accepted, Taken))]);
        }

        public Task ProbeAsync(SmtpConnectTrace trace, SmtpTimeouts timeouts, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
