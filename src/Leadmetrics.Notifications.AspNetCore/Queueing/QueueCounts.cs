using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>Counts a tenant's queue for the API.</summary>
internal sealed class QueueCounts(IMailQueue queue, IEmailProviderResolver resolver)
{
    private const int Day = 24;

    public async Task<StatusAnswer> StatusAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var status = await queue.StatusAsync(tenant, cancellationToken).ConfigureAwait(false);
        var hours = await queue.HoursAsync(tenant, Day, cancellationToken).ConfigureAwait(false);
        return new StatusAnswer
        {
            Pending = status.Pending,
            Ready = status.Ready,
            Scheduled = status.Scheduled,
            Sending = status.Sending,
            Held = status.Held,
            Sent = hours.Sum(hour => hour.Sent),
            Failed = hours.Sum(hour => hour.Failed),
            Dead = status.Dead,
            SentCountThisHour = status.SentLastHour,
            FailedThisHour = status.FailedLastHour,
            MaxPerHour = await MaxPerHourAsync(tenant, cancellationToken).ConfigureAwait(false),
            OldestReadySeconds = status.OldestReady?.TotalSeconds,
            Paused = status.Paused,
        };
    }

    public async Task<HoursAnswer> HoursAsync(TenantId tenant, int hours, CancellationToken cancellationToken)
    {
        var found = await queue.HoursAsync(tenant, hours, cancellationToken).ConfigureAwait(false);
        return new HoursAnswer([.. found.Select(HourAnswer.Of)], await MaxPerHourAsync(tenant, cancellationToken).ConfigureAwait(false));
    }

    // Read from the resolver's cache. A tenant whose mail cannot go anywhere is counted all the same.
    private async Task<int?> MaxPerHourAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        try
        {
            return (await resolver.ResolveAsync(tenant, cancellationToken).ConfigureAwait(false)).Primary.Limits?.PerHour;
        }
        catch (EmailDeliveryException)
        {
            return null;
        }
    }
}
