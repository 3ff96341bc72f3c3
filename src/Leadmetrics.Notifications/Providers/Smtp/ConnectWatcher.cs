using Leadmetrics.Notifications.Providers.Smtp.Remedying;
using Leadmetrics.Notifications.Providers.Smtp.Transcripts;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>Watches the connects of one account: counts and traces them, and has them heard where their tenant's transcript is on.</summary>
internal sealed class ConnectWatcher(NotificationsTelemetry telemetry, SmtpTranscripts? transcripts, TenantId? tenant, SmtpAccountHint account) : ISmtpConnectWatcher
{
    public ISmtpConnectWatch? Begin(string host, int port)
    {
        var transcript = tenant is { } heard ? transcripts?.Begin(heard, host, port) : null;
        return transcript is null && !telemetry.WatchesConnects ? null : new ConnectWatch(telemetry, transcript, account, host, port);
    }
}
