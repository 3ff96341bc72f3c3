using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>The transport over our own engine.</summary>
internal sealed class SocketSmtpTransport(SmtpConnectionOptions connection, SmtpPoolOptions pool) : ISmtpTransport
{
    private readonly SmtpPool _pool = new(connection, pool);

    public SmtpPoolStatistics Statistics => _pool.Statistics;

    public Task<SmtpTransactionResult> SendAsync(SmtpTransaction transaction, CancellationToken cancellationToken) =>
        _pool.SendAsync(transaction, cancellationToken);

    public async Task ProbeAsync(SmtpConnectTrace trace, SmtpTimeouts timeouts, CancellationToken cancellationToken)
    {
        var probe = await SmtpConnection.ConnectAsync(connection with { Timeouts = timeouts }, trace, cancellationToken).ConfigureAwait(false);
        await using (probe.ConfigureAwait(false)) await probe.QuitAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    /// <summary>Makes transports over our own engine.</summary>
    internal sealed class Factory : ISmtpTransportFactory
    {
        public ISmtpTransport Create(SmtpConnectionOptions connection, SmtpPoolOptions pool) => new SocketSmtpTransport(connection, pool);
    }
}
