using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.MailKit;

/// <summary>The SMTP transport over MailKit's client, for hosts that want that client on the wire. Safe for concurrent use.</summary>
/// <remarks>
/// It keeps the engine's rules: the sockets are the dialler's, TLS is 1.2 or later without certificate downloads or revocation fetches, the gate is awaited
/// between content and dot, the content's octets are not changed, and what came of a message is told with the same facts. It differs in these points:
/// <list type="bullet">
/// <item>One message at a time over a connection, by DATA alone: no BDAT, no envelope sent ahead. DATA waits for the replies to RCPT.</item>
/// <item>A refusal in the middle of the content is heard at its end, or not at all where the server hangs up behind it.</item>
/// <item>Recipients that differ in upper and lower case alone get one RCPT and share its answer.</item>
/// <item>The content has to begin with a header field (RFC 5322); anything else is <see cref="SmtpFailure.NotSupported"/>.</item>
/// <item>That an idle connection died is seen when it is wanted next.</item>
/// <item>Per message it allocates a MimeKit message, a pipe of at most 64 KiB and copies of what goes through it.</item>
/// </list>
/// </remarks>
public sealed class MailKitSmtpTransport : ISmtpTransport
{
    private readonly SmtpConnectionOptions _connection;
    private readonly Pool _pool;

    /// <summary>Makes a transport; connects when the first message comes.</summary>
    /// <param name="connection">Where and how to connect.</param>
    /// <param name="pool">The bounds of its connections. <see cref="SmtpPoolOptions.MaxInFlight"/> has no effect: it is one.</param>
    public MailKitSmtpTransport(SmtpConnectionOptions connection, SmtpPoolOptions pool)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(pool);
        _connection = connection;
        _pool = new Pool(connection, pool);
    }

    /// <inheritdoc/>
    public SmtpPoolStatistics Statistics => _pool.Statistics;

    /// <inheritdoc/>
    public async Task<SmtpTransactionResult> SendAsync(SmtpTransaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        _pool.Enter();
        try
        {
            var lent = await _pool.LendAsync(transaction, fresh: false, cancellationToken).ConfigureAwait(false);
            var sending = new Sending(transaction, cancellationToken);
            _ = CarryAsync(sending, lent, cancellationToken);
            return await sending.Completion.ConfigureAwait(false);
        }
        finally
        {
            _pool.Leave();
        }
    }

    /// <inheritdoc/>
    public async Task ProbeAsync(SmtpConnectTrace trace, SmtpTimeouts timeouts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(timeouts);
        var probe = await Connection.OpenAsync(_connection with { Timeouts = timeouts }, trace, cancellationToken).ConfigureAwait(false);
        await probe.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    // Goes on behind the caller's back where the caller cancelled behind the dot: the connection waits for the reply.
    private async Task CarryAsync(Sending sending, Pool.Lent lent, CancellationToken cancellationToken)
    {
        using (sending)
        {
            if (await lent.Connection.CarryAsync(sending, lent.IsReused, () => _pool.Release(lent)).ConfigureAwait(false)) return;
            try
            {
                var fresh = await _pool.LendAsync(sending.Transaction, fresh: true, cancellationToken).ConfigureAwait(false);
                await fresh.Connection.CarryAsync(sending, mayMove: false, () => _pool.Release(fresh)).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                sending.End(exception);
            }
        }
    }

    /// <summary>Makes transports over MailKit.</summary>
    internal sealed class Factory : ISmtpTransportFactory
    {
        public ISmtpTransport Create(SmtpConnectionOptions connection, SmtpPoolOptions pool) => new MailKitSmtpTransport(connection, pool);
    }
}
