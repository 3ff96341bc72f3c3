using System.Security.Cryptography.X509Certificates;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Smtp;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>What the host gives to every SMTP account: policy, roots, name and clock.</summary>
internal sealed class SmtpEnvironment(EgressPolicy policy, TimeProvider timeProvider)
{
    public EgressPolicy Policy { get; } = policy;

    public Dialer Dialer { get; init; } = new(policy, timeProvider);

    public TimeProvider TimeProvider { get; } = timeProvider;

    /// <summary>Roots trusted beside the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>What servers were seen to do otherwise than they advertise: learnt by one account, known to all.</summary>
    public SmtpHostMemory HostMemory { get; } = new();

    /// <summary>Where accounts log.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Bounds the connections of all accounts together; <see langword="null"/>: nothing does.</summary>
    public ISmtpConnectionPlaces? Places { get; init; }

    /// <summary>How long a verification may take, everything together.</summary>
    public TimeSpan VerificationBudget { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What EHLO says where the settings do not.</summary>
    public EhloName? EhloName { get; init; }
}
