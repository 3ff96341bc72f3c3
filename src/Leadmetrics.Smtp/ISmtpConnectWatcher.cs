namespace Leadmetrics.Smtp;

/// <summary>Is told of connections as they are made: the place of logs, counters and traces. Safe for concurrent use.</summary>
/// <remarks>Its methods run in the context of whoever connects, and must neither block nor throw. What they throw all the same is not told, and changes no connect.</remarks>
public interface ISmtpConnectWatcher
{
    /// <summary>A connection is about to be dialled.</summary>
    /// <param name="host">The server, as in <see cref="SmtpConnectionOptions.Host"/>.</param>
    /// <param name="port">The port.</param>
    /// <returns>Who watches this one; <see langword="null"/>: nobody wants to.</returns>
    ISmtpConnectWatch? Begin(string host, int port);
}
