using System.Data.Common;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Bench.Queue.Ours;

/// <summary>Messages through the mailer: checked, given an identity, and stored.</summary>
internal sealed class MailerIntake(OursQueue queue, QueueOrder order) : IOursIntake
{
    private readonly ITenantMailer _mailer = queue.Services.GetRequiredService<ITenantMailer>();
    private readonly EmailMessage _message = OursMail.Message(order);

    public Task<Guid> AddAsync(int number, DbTransaction? transaction, CancellationToken cancellationToken) =>
        _mailer.QueueAsync(OursMail.Tenant(number, order), _message, transaction is null ? null : new QueueOptions { Transaction = transaction }, cancellationToken);

    public Task AddManyAsync(int number, int count, CancellationToken cancellationToken) =>
        _mailer.QueueManyAsync(OursMail.Tenant(number, order), [.. Enumerable.Repeat(_message, count)], null, cancellationToken);
}
