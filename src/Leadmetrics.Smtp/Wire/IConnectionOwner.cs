namespace Leadmetrics.Smtp.Wire;

/// <summary>Who lends a connection out. Called on the connection's own stack: must be quick and must not throw.</summary>
internal interface IConnectionOwner
{
    /// <summary>The connection can take one more transaction behind those it has.</summary>
    /// <param name="connection">The connection.</param>
    /// <returns>The one that waits longest, bound to the connection; <see langword="null"/> where none waits: one that comes later may be given by <see cref="SmtpConnection.Begin(SendOperation)"/>.</returns>
    SendOperation? TakeNext(SmtpConnection connection);

    /// <summary>A transaction has left the connection, which may be dead.</summary>
    /// <param name="connection">The connection.</param>
    void Released(SmtpConnection connection);

    /// <summary>The connection is closed. Once; every transaction that had begun has been told before.</summary>
    /// <param name="connection">The connection.</param>
    void Closed(SmtpConnection connection);
}
