using Dapper;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Microsoft.Data.Sqlite;

namespace Leadmetrics.Notifications.Sqlite.Tenancy;

/// <summary>Erasure in one SQLite file, each in one transaction that holds the write lock from its first statement.</summary>
internal sealed class SqliteErasureStore(SqliteDatabase database) : IErasureStore
{
    public Task<ErasedTenant> EraseTenantAsync(TenantId tenant, CancellationToken cancellationToken = default) =>
        database.RunAsync(
            async connection =>
            {
                var transaction = connection.BeginTransaction(deferred: false);
                await using (transaction.ConfigureAwait(false))
                {
                    var providers = await ExecuteAsync(transaction, "Tenancy.EraseTenantProviders", Key(tenant), cancellationToken).ConfigureAwait(false);
                    var counts = await ExecuteAsync(transaction, "Tenancy.EraseTenantBudget", Key(tenant), cancellationToken).ConfigureAwait(false);
                    var events = await ExecuteAsync(transaction, "Tenancy.EraseTenantEvents", Key(tenant), cancellationToken).ConfigureAwait(false);
                    await ExecuteAsync(transaction, "Tenancy.EraseTenantStatuses", Key(tenant), cancellationToken).ConfigureAwait(false);
                    var suppressions = await ExecuteAsync(transaction, "Tenancy.EraseTenantSuppressions", Key(tenant), cancellationToken).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return new ErasedTenant(providers, counts) { Events = events, Suppressions = suppressions };
                }
            },
            cancellationToken);

    public Task<ErasedRecipient> EraseRecipientAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return database.RunAsync(
            async connection =>
            {
                var transaction = connection.BeginTransaction(deferred: false);
                await using (transaction.ConfigureAwait(false))
                {
                    var errors = 0;
                    foreach (var id in await FindErrorsAsync(transaction, tenant, trace, cancellationToken).ConfigureAwait(false))
                    {
                        errors += await ExecuteAsync(transaction, "Tenancy.EraseError", Key(tenant).Text("id", id), cancellationToken).ConfigureAwait(false);
                    }

                    var events = await ExecuteAsync(transaction, "Tenancy.EraseEvents", Spellings(tenant, trace), cancellationToken).ConfigureAwait(false);
                    await ExecuteAsync(transaction, "Tenancy.EraseStatuses", Spellings(tenant, trace), cancellationToken).ConfigureAwait(false);
                    var suppressions = await ExecuteAsync(transaction, "Tenancy.EraseSuppressions", Spellings(tenant, trace), cancellationToken).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return new ErasedRecipient(errors) { Events = events, Suppressions = suppressions };
                }
            },
            cancellationToken);
    }

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
