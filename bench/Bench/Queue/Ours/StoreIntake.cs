using System.Data.Common;
using Leadmetrics.Notifications.Queue.Storing;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Bench.Queue.Ours;

/// <summary>Octets straight into the store.</summary>
internal sealed class StoreIntake(OursQueue queue, QueueOrder order) : IOursIntake
{
    private readonly IQueueIntakeStore _store = queue.Services.GetRequiredService<IQueueIntakeStore>();
    private readonly (byte[] Body, byte[] Hash) _octets = OursMail.Octets(order);

    public async Task<Guid> AddAsync(int number, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        var added = await _store.EnqueueAsync(OursMail.Stored(number, order, _octets.Body, _octets.Hash), transaction, cancellationToken);
        return added.Outcome == EnqueueOutcome.Queued ? added.Id : throw new BenchException($"Not queued: {added.Outcome}.");
    }

    public async Task AddManyAsync(int number, int count, CancellationToken cancellationToken)
    {
        var outcome = await _store.EnqueueManyAsync([.. Enumerable.Range(0, count).Select(_ => OursMail.Stored(number, order, _octets.Body, _octets.Hash))], null, cancellationToken);
        if (outcome != EnqueueOutcome.Queued) throw new BenchException($"Not queued: {outcome}.");
    }
}
