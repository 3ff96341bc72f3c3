namespace Leadmetrics.Smtp;

/// <summary>Decides when another connection may be dialled: a bound over many pools. Safe for concurrent use.</summary>
public interface ISmtpConnectionPlaces
{
    /// <summary>Waits for a place. Awaited before a connection is dialled.</summary>
    /// <param name="host">The server, as in <see cref="SmtpConnectionOptions.Host"/>.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancellationToken">Ends the wait; no place is taken then.</param>
    /// <returns>The place: disposed when the connection is closed, or was not made. Disposing it again does nothing.</returns>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    ValueTask<IDisposable> EnterAsync(string host, int port, CancellationToken cancellationToken);
}
