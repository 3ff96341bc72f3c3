using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Sending;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Bench.Queue.Ours;

/// <summary>Passes the gate and says that the mail was sent.</summary>
internal sealed class NoOpCourier : IMailCourier
{
    public void Learn(ClaimedMails claim)
    {
    }

    public ValueTask<string?> FindDestinationAsync(TenantId tenant, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    public async Task<CourierReport> DeliverAsync(ClaimedMail mail, Func<CancellationToken, ValueTask> gate, CancellationToken cancellationToken)
    {
        await gate(cancellationToken);
        return new CourierReport(new Settlement { Lease = mail.Lease, Kind = SettlementKind.Done, Attempt = new MailAttempt { Outcome = AttemptOutcome.Sent } });
    }
}
