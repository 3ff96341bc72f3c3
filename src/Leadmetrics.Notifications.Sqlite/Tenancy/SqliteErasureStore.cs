using Dapper;
using Leadmetrics.Notifications.Sqlite.Queue;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Microsoft.Data.Sqlite;

namespace Leadmetrics.Notifications.Sqlite.Tenancy;

/// <summary>Erasure in one SQLite file.</summary>
/// <remarks>
/// Each transaction holds the write lock from its first statement. The first of them stops a tenant's mail; then its queue goes in steps, its rows and counts in one, its events, statuses and
/// suppressions in steps, and in the last one what came in between, and what stops its mail. Between steps the lock is left alone for as long as the busy handlers of others sleep at most, or it would hardly ever be theirs.
/// What is a recipient's own goes in one transaction; behind it, texts of others and the tenant's mails are looked through. At the end the log, which holds pages as they were, is emptied.
/// </remarks>
internal sealed class SqliteErasureStore(SqliteDatabase database, TimeProvider timeProvider) : IErasureStore
{
    /// <summary>The most rows of a table that one step removes.</summary>
    public const int Step = 2000;

    // SQLite's own longest sleep between two looks at a lock.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly SqliteRecipientTexts _texts = new(database);
    private readonly SqliteMailTexts _mails = new(database, timeProvider);

    public async Task<ErasedTenant> EraseTenantAsync(TenantId tenant, CancellationToken cancellationToken = default)
    {
        await database.WriteAsync(transaction => SqliteQueueErasure.PauseAsync(transaction, tenant, timeProvider.GetUtcNow(), cancellationToken), cancellationToken).ConfigureAwait(false);
        var queued = 0;
        while (true)
        {
            var (mails, isMore) = await database.WriteAsync(transaction => SqliteQueueErasure.EraseStepAsync(transaction, tenant, Step, cancellationToken), cancellationToken).ConfigureAwait(false);
            queued += mails;
            if (!isMore) break;
            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }

        var erased = await database.WriteAsync(transaction => EraseProvidersAsync(transaction, tenant, cancellationToken), cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var (events, statuses, suppressions) = await database.WriteAsync(transaction => EraseStepAsync(transaction, tenant, Step, cancellationToken), cancellationToken).ConfigureAwait(false);
            erased = erased with { Events = erased.Events + events, Suppressions = erased.Suppressions + suppressions };
            if (events < Step && statuses < Step && suppressions < Step) break;
            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }

        var all = await database.WriteAsync(
            async transaction =>
            {
                var rest = await EraseProvidersAsync(transaction, tenant, cancellationToken).ConfigureAwait(false);
                var mails = await SqliteQueueErasure.EraseRestAsync(transaction, tenant, cancellationToken).ConfigureAwait(false);
                var (events, _, suppressions) = await EraseStepAsync(transaction, tenant, int.MaxValue, cancellationToken).ConfigureAwait(false);
                return new ErasedTenant(erased.Providers + rest.Providers, erased.SendingCounts + rest.SendingCounts)
                {
                    Events = erased.Events + events,
                    Suppressions = erased.Suppressions + suppressions,
                    Mails = queued + mails,
                };
            },
            cancellationToken).ConfigureAwait(false);
        await database.EmptyLogAsync(cancellationToken).ConfigureAwait(false);
        return all;
    }

    public async Task<ErasedRecipient> EraseRecipientAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var erased = await database.WriteAsync(
            async transaction =>
            {
                var errors = 0;
                foreach (var id in await FindErrorsAsync(transaction, tenant, trace, cancellationToken).ConfigureAwait(false))
                {
                    errors += await ExecuteAsync(transaction, "Tenancy.EraseError", Key(tenant).Text("id", id), cancellationToken).ConfigureAwait(false);
                }

                var events = await ExecuteAsync(transaction, "Tenancy.EraseEvents", Spellings(tenant, trace), cancellationToken).ConfigureAwait(false);
                await ExecuteAsync(transaction, "Tenancy.EraseStatuses", Spellings(tenant, trace), cancellationToken).ConfigureAwait(false);
                var suppressions = await ExecuteAsync(transaction, "Tenancy.EraseSuppressions", Spellings(tenant, trace), cancellationToken).ConfigureAwait(false);
                return new ErasedRecipient(errors) { Events = events, Suppressions = suppressions };
            },
            cancellationToken).ConfigureAwait(false);
        var texts = await _texts.EraseAsync(tenant, trace, cancellationToken).ConfigureAwait(false);
        var (mails, queued) = await _mails.EraseAsync(tenant, trace, cancellationToken).ConfigureAwait(false);
        await database.EmptyLogAsync(cancellationToken).ConfigureAwait(false);
        return erased with { Texts = texts + queued, Mails = mails };
    }

    private static async Task<ErasedTenant> EraseProvidersAsync(SqliteTransaction transaction, TenantId tenant, CancellationToken cancellationToken) => new(
        await ExecuteAsync(transaction, "Tenancy.EraseTenantProviders", Key(tenant), cancellationToken).ConfigureAwait(false),
        await ExecuteAsync(transaction, "Tenancy.EraseTenantBudget", Key(tenant), cancellationToken).ConfigureAwait(false));

    private static async Task<(int Events, int Statuses, int Suppressions)> EraseStepAsync(SqliteTransaction transaction, TenantId tenant, int most, CancellationToken cancellationToken) => (
        await ExecuteAsync(transaction, "Tenancy.EraseTenantEvents", Key(tenant).Integer("most", most), cancellationToken).ConfigureAwait(false),
        await ExecuteAsync(transaction, "Tenancy.EraseTenantStatuses", Key(tenant).Integer("most", most), cancellationToken).ConfigureAwait(false),
        await ExecuteAsync(transaction, "Tenancy.EraseTenantSuppressions", Key(tenant).Integer("most", most), cancellationToken).ConfigureAwait(false));

    private static async Task<List<string>> FindErrorsAsync(SqliteTransaction transaction, TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        var reader = await transaction.Connection!.ExecuteReaderAsync(Command(transaction, "Tenancy.ListErrors", Key(tenant), cancellationToken)).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (trace.IsIn(reader.GetString(1))) found.Add(reader.GetString(0));
            }
        }

        return found;
    }

    private static Task<int> ExecuteAsync(SqliteTransaction transaction, string statement, SqliteParameters parameters, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(Command(transaction, statement, parameters, cancellationToken));

    private static CommandDefinition Command(SqliteTransaction transaction, string statement, SqliteParameters parameters, CancellationToken cancellationToken) =>
        new(SqliteSql.Read(statement), parameters, transaction, cancellationToken: cancellationToken);

    // They are kept in lower case.
    private static SqliteParameters Spellings(TenantId tenant, RecipientTrace trace) => Key(tenant).Texts("spellings", trace.Spellings.Select(spelling => spelling.ToLowerInvariant()));

    private static SqliteParameters Key(TenantId tenant) => new SqliteParameters().Text("tenant", tenant.Value);
}
