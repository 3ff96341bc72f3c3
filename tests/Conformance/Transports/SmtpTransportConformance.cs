using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Smtp;

namespace Leadmetrics.Conformance.Transports;

/// <summary>What every suite for an <see cref="ISmtpTransport"/> begins with: a transport to a scripted server.</summary>
public abstract class SmtpTransportConformance
{
    /// <summary>The factory under test, as a host's registration gives it.</summary>
    protected abstract ISmtpTransportFactory Factory { get; }

    private protected ISmtpTransport Open(ScriptedSmtpServer server, SmtpTimeouts? timeouts = null, SmtpPoolOptions? pool = null) =>
        Open(Given.OptionsFor(server) with { Timeouts = timeouts ?? SmtpTimeouts.Default }, pool);

    private protected ISmtpTransport Open(SmtpConnectionOptions connection, SmtpPoolOptions? pool = null) =>
        Factory.Create(connection, pool ?? new SmtpPoolOptions());
}
