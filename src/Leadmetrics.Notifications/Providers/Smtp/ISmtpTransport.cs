using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>Carries transactions to one account of one server. Safe for concurrent use.</summary>
/// <remarks>Disposing lets running sends finish, then closes the connections.</remarks>
public interface ISmtpTransport : IAsyncDisposable
{
    /// <summary>Its connections at this moment; read whenever somebody collects metrics.</summary>
    /// <value>No connections: a transport that does not count them.</value>
    SmtpPoolStatistics Statistics => default;

    /// <summary>Sends one message, once.</summary>
    /// <param name="transaction">Envelope, content and gate.</param>
    /// <param name="cancellationToken">Ends the send before the final dot; after it the answer is uncertain at once.</param>
    /// <returns>What the server said.</returns>
    /// <exception cref="SmtpException">What broke, and how far the dialogue had come.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the final dot: nothing was sent.</exception>
    /// <exception cref="ObjectDisposedException">The transport is disposed; nothing was sent.</exception>
    Task<SmtpTransactionResult> SendAsync(SmtpTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Connects afresh, authenticates and says QUIT. Sends no mail.</summary>
    /// <param name="trace">Filled with what was found, even where it fails.</param>
    /// <param name="timeouts">How long each step may take.</param>
    /// <param name="cancellationToken">Ends the probe.</param>
    /// <returns>A task that ends when the server has answered QUIT or closed.</returns>
    /// <exception cref="SmtpException">What broke.</exception>
    Task ProbeAsync(SmtpConnectTrace trace, SmtpTimeouts timeouts, CancellationToken cancellationToken);
}
