using System.Transactions;

namespace Leadmetrics.Notifications.Postgres;

/// <summary>Keeps a host's <see cref="TransactionScope"/> away from the stores: what they do is committed by itself, whatever becomes of the host's transaction.</summary>
internal static class AmbientTransaction
{
    /// <summary>Runs work outside of any ambient transaction, in which Npgsql would enlist a connection as it opens.</summary>
    public static Task<T> LeaveAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => Transaction.Current is null ? work() : Task.Run(
        async () =>
        {
            // On a thread of the pool: a scope that does not flow belongs to its thread, and one that is suppressed there and ended elsewhere would turn up elsewhere.
            using var apart = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
            return await work().ConfigureAwait(false);
        },
        cancellationToken);
}
