using System.Collections.Frozen;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Providers.Smtp.Transcripts;

/// <summary>Which tenants' SMTP dialogues are logged, and the transcripts of their connections.</summary>
/// <remarks>
/// The switch follows the host's options as they change. It is looked at when a connection is dialled, so switching on drains nothing and is heard on new
/// connections; and at each line of a connection that is heard, so switching off ends that at once. Where it is off, or nobody takes the category at Trace, a connection costs one look.
/// </remarks>
internal sealed class SmtpTranscripts(ILogger logger) : IDisposable
{
    private volatile FrozenSet<TenantId> _tenants = FrozenSet<TenantId>.Empty;
    private long _connections;

    /// <summary>What keeps the switch up to date; ended with it.</summary>
    public IDisposable? Subscription { get; set; }

    /// <summary>Takes the tenants whose dialogues are logged from now on.</summary>
    public void Switch(IEnumerable<string> tenants)
    {
        // What is no tenant id switches on nothing: the options' check has said so.
        var now = tenants.Select(tenant => TenantId.TryParse(tenant, null, out var id) ? id : (TenantId?)null).OfType<TenantId>().ToFrozenSet();
        var before = Interlocked.Exchange(ref _tenants!, now);
        if (!before.SetEquals(now)) Log.TranscriptsSwitched(logger, now.Count);
    }

    public bool IsOn(TenantId tenant) => logger.IsEnabled(LogLevel.Trace) && _tenants.Contains(tenant);

    /// <summary>The transcript of a connection that is about to be dialled; <see langword="null"/> where the tenant's are off.</summary>
    public SmtpTranscript? Begin(TenantId tenant, string host, int port)
    {
        if (!IsOn(tenant)) return null;
        var connection = Interlocked.Increment(ref _connections);
        Log.TranscriptBegun(logger, connection, host, port);
        return new SmtpTranscript(this, logger, tenant, connection);
    }

    public void Dispose() => Subscription?.Dispose();
}
