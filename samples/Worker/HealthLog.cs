using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace NotificationsWorker;

/// <summary>Logs what changes in the process's health; a probe that wants to ask can be given an HTTP endpoint instead, as in samples/Host.</summary>
internal sealed partial class HealthLog(ILogger<HealthLog> logger) : IHealthCheckPublisher
{
    private readonly Dictionary<string, HealthStatus> _last = [];

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (check, entry) in report.Entries)
        {
            if (_last.GetValueOrDefault(check, HealthStatus.Healthy) == entry.Status) continue;
            if (entry.Status == HealthStatus.Healthy) LogWell(check);
            else LogUnwell(check, entry.Status, entry.Description);
            _last[check] = entry.Status;
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Information, "{Check} is well again.")]
    private partial void LogWell(string check);

    [LoggerMessage(2, LogLevel.Warning, "{Check} is {Status}: {Description}")]
    private partial void LogUnwell(string check, HealthStatus status, string? description);
}
