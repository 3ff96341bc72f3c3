using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>Makes the transport of an account: our engine's, or another one's.</summary>
public interface ISmtpTransportFactory
{
    /// <summary>Makes a transport. Opens no connection yet.</summary>
    /// <param name="connection">Where and how to connect; its dialler applies the egress policy, and no other socket may be opened.</param>
    /// <param name="pool">The bounds of its connections.</param>
    /// <returns>The transport.</returns>
    ISmtpTransport Create(SmtpConnectionOptions connection, SmtpPoolOptions pool);
}
