using System.Data;
using Dapper;
using Leadmetrics.Notifications.Postgres.Queue;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Tenancy;

/// <summary>Erasure in PostgreSQL.</summary>
/// <remarks>
/// A tenant's mail is stopped first; its queue goes (<see cref="PostgresQueueErasure"/>), then its rows and counts, then its events, statuses and suppressions in steps that hold no lock of the tenant's and skip what others hold, then all of it once
/// more in one transaction under the tenant's locks, with the row that stops it: behind that nothing is left, and for that long alone its events wait. What is a recipient's own goes in one transaction
/// under the tenant's lock; behind it, texts of others are looked through without.
/// </remarks>
internal sealed class PostgresErasureStore(PostgresDatabase database) : IErasureStore
{
    /// <summary>The most rows of a table that one step removes.</summary>
    public const int Step = 2000;

    private readonly PostgresRecipientTexts _texts = new(database);
    private readonly PostgresQueueErasure _queue = new(database);
    private readonly PostgresMailTexts _mails = new(database);

    public async Task<ErasedTenant> EraseTenantAsync(TenantId tenant, CancellationToken cancellationToken = default)
    {
        await _queue.PauseAsync(tenant, cancellationToken).ConfigureAwait(false);
        var mails = await _queue.EraseTenantAsync(tenant, cancellationToken).ConfigureAwait(false);
        var first = await CountAsync("Tenancy.EraseTenantProviders", Key(tenant).Text("schema", database.Schema), locks: 1, cancellationToken).ConfigureAwait(false);
        var (events, suppressions) = (0L, 0L);
        long[] step;
        do
        {
            step = await CountAsync("Tenancy.EraseTenantStep", Key(tenant).Integer("most", Step), locks: 0, cancellationToken).ConfigureAwait(false);
            events += step[0];
            suppressions += step[2];
        }
        while (step.Contains(Step));

        var last = await CountAsync(
            "Tenancy.EraseTenant",
            Key(tenant).Text("schema", database.Schema),
            locks: 2,
            cancellationToken,
            async connection => mails += await _queue.EraseRestAsync(connection, tenant, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return new ErasedTenant((int)(first[0] + last[0]), (int)(first[1] + last[1])) { Events = (int)(events + last[2]), Suppressions = (int)(suppressions + last[3]), Mails = (int)mails };
    }

    public async Task<ErasedRecipient> EraseRecipientAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var erased = await EraseOwnAsync(tenant, trace, cancellationToken).ConfigureAwait(false);
        var texts = await _texts.EraseAsync(tenant, trace, cancellationToken).ConfigureAwait(false);
        var (mails, queued) = await _mails.EraseAsync(tenant, trace, cancellationToken).ConfigureAwait(false);
        return erased with { Texts = texts + queued, Mails = mails };
    }

    private Task<ErasedRecipient> EraseOwnAsync(TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                // First what stands behind a lock, as in an erasure of the tenant: neither waits for the other the other way round.
                var (events, suppressions) = await EraseDeliveryAsync(connection, tenant, trace, cancellationToken).ConfigureAwait(false);
                var traced = await FindErrorsAsync(connection, tenant, trace, cancellationToken).ConfigureAwait(false);
                var errors = traced.Count == 0 ? 0 : await connection.ExecuteAsync(Command("Tenancy.EraseErrors", Key(tenant).Uuids("ids", traced), cancellationToken)).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return new ErasedRecipient(errors) { Events = events, Suppressions = suppressions };
            }
        },
        cancellationToken);

    // Runs a file in one transaction: statements that take locks, then one that says in a row what it removed.
    private Task<long[]> CountAsync(string statement, PostgresParameters parameters, int locks, CancellationToken cancellationToken, Func<NpgsqlConnection, Task>? before = null) => database.WriteAsync(
        async connection =>
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                if (before is not null) await before(connection).ConfigureAwait(false);
                long[] counts;
                var reader = await connection.ExecuteReaderAsync(Command(statement, parameters, cancellationToken)).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    for (var i = 0; i < locks; i++) await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                    await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                    counts = new long[reader.FieldCount];
                    for (var i = 0; i < counts.Length; i++) counts[i] = reader.GetInt64(i);
                }

                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return counts;
            }
        },
        cancellationToken);

    private async Task<(int Events, int Suppressions)> EraseDeliveryAsync(NpgsqlConnection connection, TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken)
    {
        // They are kept in lower case.
        var parameters = Key(tenant).Text("schema", database.Schema).Texts("spellings", trace.Spellings.Select(spelling => spelling.ToLowerInvariant()));
        var reader = await connection.ExecuteReaderAsync(Command("Tenancy.EraseRecipient", parameters, cancellationToken)).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return ((int)reader.GetInt64(0), (int)reader.GetInt64(1));
        }
    }

    private async Task<List<Guid>> FindErrorsAsync(NpgsqlConnection connection, TenantId tenant, RecipientTrace trace, CancellationToken cancellationToken)
    {
        var found = new List<Guid>();
        var reader = await connection.ExecuteReaderAsync(Command("Tenancy.ListErrors", Key(tenant), cancellationToken)).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (trace.IsIn(reader.GetString(1))) found.Add(reader.GetGuid(0));
            }
        }

        return found;
    }

    private CommandDefinition Command(string statement, PostgresParameters parameters, CancellationToken cancellationToken) =>
        new(database.Sql[statement], parameters, cancellationToken: cancellationToken);

    private static PostgresParameters Key(TenantId tenant) => new PostgresParameters().Text("tenant", tenant.Value);
}
