using Leadmetrics.Notifications.Queue.Sending;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>The last look before the point of no return: whether this worker surely still holds the mail.</summary>
/// <remarks>
/// A process that stood still for two leases (a debugger, a frozen machine) comes to this look and sends nothing. Where nobody may get a second copy, the look also writes down that the mail is
/// about to go; what became of the lease meanwhile is looked at again. What is left is the moment between the look and the write to the socket.
/// </remarks>
internal sealed class LeaseGate(IQueueWorkStore store, TimeSpan margin, TimeProvider timeProvider, QueueTelemetry telemetry, ILogger<Dispatcher> logger)
{
    private readonly long _margin = (long)(margin.TotalSeconds * timeProvider.TimestampFrequency);

    /// <summary>Passes where the mail is surely held.</summary>
    /// <exception cref="LeaseLostException">It is not, or the database cannot be asked to note that it goes.</exception>
    public async ValueTask PassAsync(HeldMail held, CancellationToken cancellationToken)
    {
        Look(held);
        if (held.Mail.OnUncertain != OnUncertain.Hold) return;
        if (!await store.MarkSendingAsync(held.Mail.Lease, cancellationToken).ConfigureAwait(false)) held.Lose();
        Look(held);
    }

    private void Look(HeldMail held)
    {
        if (!held.IsLost && timeProvider.GetTimestamp() < held.Until - _margin) return;
        held.Lose();
        telemetry.LeaseLost();
        Log.LeaseLost(logger, held.Mail.Lease.Id, held.Mail.Lease.Fence);
        throw new LeaseLostException();
    }
}
