namespace Leadmetrics.Notifications.Testing;

/// <summary>An SMTP server that accepts every mail from everybody and keeps it: the simple face of <see cref="ScriptedSmtpServer"/>.</summary>
public sealed class SmtpCatcher : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<CaughtMessage> _read = [];

    private SmtpCatcher(ScriptedSmtpServer server) => Server = server;

    /// <summary>The server behind it, for faults and transcripts.</summary>
    public ScriptedSmtpServer Server { get; }

    /// <summary>The address to connect to, "127.0.0.1".</summary>
    public string Host => Server.Host;

    /// <summary>The TCP port.</summary>
    public int Port => Server.Port;

    /// <summary>What was caught so far, in the order of arrival.</summary>
    public IReadOnlyList<CaughtMessage> Messages
    {
        get
        {
            lock (_lock)
            {
                var received = Server.Messages;
                for (var i = _read.Count; i < received.Count; i++)
                    _read.Add(new CaughtMessage(received[i]));
                return [.. _read];
            }
        }
    }

    /// <summary>Starts a catcher on a free port of 127.0.0.1. It offers AUTH PLAIN and LOGIN and takes any user and password.</summary>
    /// <param name="configure">Changes the behaviour, such as TLS.</param>
    /// <param name="cancellationToken">Is looked at before the start.</param>
    /// <exception cref="System.Net.Sockets.SocketException">No listener can be opened.</exception>
    public static Task<SmtpCatcher> StartAsync(Action<ScriptedSmtpServerOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var options = new ScriptedSmtpServerOptions { AcceptAnyCredentials = true };
        options.Capabilities.Auth.Add("PLAIN");
        options.Capabilities.Auth.Add("LOGIN");
        configure?.Invoke(options);
        return Task.FromResult(new SmtpCatcher(ScriptedSmtpServer.Start(options)));
    }

    /// <summary>Waits until so many messages were caught in all.</summary>
    /// <param name="count">The number of messages.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages.</returns>
    public async Task<IReadOnlyList<CaughtMessage>> WaitForMessagesAsync(int count, CancellationToken cancellationToken = default)
    {
        await Server.WaitForMessagesAsync(count, cancellationToken).ConfigureAwait(false);
        return Messages;
    }

    /// <summary>Drops every connection and closes the listener.</summary>
    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
