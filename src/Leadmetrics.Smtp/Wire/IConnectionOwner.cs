namespace Leadmetrics.Smtp.Wire;

/// <summary>Who lends a connection out. Called on the connection's own stack: must be quick and must not throw.</summary>
internal interface IConnectionOwner
{
    /// <summary>A transaction has left the connection, which may be dead.</summary>
    /// <param name="connection">The connection.</param>
    void Released(SmtpConnection connection);

    /// <summary>The connection is closed. Once; every transaction that had begun has been told before.</summary>
    /// <param name="connection">The connection.</param>
    void Closed(SmtpConnection connection);
}
