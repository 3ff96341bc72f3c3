using System.Data;
using System.Data.Common;
using Dapper;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Tenancy;

/// <summary>Sending limits in PostgreSQL, exact over all hosts of a schema.</summary>
/// <remarks>
/// A take is one transaction of three round trips: the locks of its scopes with what is kept of them and the database's clock; what was taken; the commit.
/// Whoever waits for a lock reads behind it, so takes of a scope come one after the other. Nobody reads the host's clock.
/// Who waits in this process for another of this process waits without a connection; a lock is waited for 10 seconds at most, and let go of by the server
/// where its holder says nothing for as long.
/// </remarks>
internal sealed class PostgresBudgetStore(PostgresDatabase database) : IBudgetStore
{
    private readonly BudgetStripes _stripes = new();

    public Task<BudgetTake> TakeAsync(IReadOnlyList<BudgetCharge> charges, CancellationToken cancellationToken = default)
    {
        RollingBudget.Check(charges);

        // As what may be repeated: where a dead connection was found only at the commit, an amount counts twice, so that less is sent and never more.
        return _stripes.RunAsync(
            charges.Select(charge => (charge.TenantKey, charge.Scope)),
            () => database.ReadAsync(connection => TakeAsync(connection, charges, cancellationToken), cancellationToken),
            cancellationToken);
    }

    public Task GiveBackAsync(BudgetReceipt receipt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return receipt.Buckets.Count == 0 ? Task.CompletedTask : _stripes.RunAsync(
            receipt.Buckets.Select(bucket => (bucket.Tenant, bucket.Scope)),
            () => database.WriteAsync(connection => GiveBackAsync(connection, receipt, cancellationToken), cancellationToken),
            cancellationToken);
    }

    private async Task<bool> GiveBackAsync(NpgsqlConnection connection, BudgetReceipt receipt, CancellationToken cancellationToken)
    {
        var transaction = await BeginAsync(connection, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, "Tenancy.GiveBackBudget", Amounts(receipt.Buckets).Text("schema", database.Schema), cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
    }

    private async Task<BudgetTake> TakeAsync(NpgsqlConnection connection, IReadOnlyList<BudgetCharge> charges, CancellationToken cancellationToken)
    {
        var transaction = await BeginAsync(connection, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var (now, used) = await ReadAsync(connection, charges, cancellationToken).ConfigureAwait(false);
            var take = RollingBudget.Take(charges, used, now);
            if (!take.IsTaken) return take;
            var past = used.FindAll(bucket => RollingBudget.IsPast(bucket, now));
            if (past.Count > 0) await ExecuteAsync(connection, "Tenancy.PruneBudget", Keys(past), cancellationToken).ConfigureAwait(false);
            if (take.Receipt.Buckets.Count > 0) await ExecuteAsync(connection, "Tenancy.TakeBudget", Amounts(take.Receipt.Buckets), cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return take;
        }
    }

    private async Task<(DateTimeOffset Now, List<BudgetBucket> Used)> ReadAsync(NpgsqlConnection connection, IReadOnlyList<BudgetCharge> charges, CancellationToken cancellationToken)
    {
        var parameters = new PostgresParameters()
            .Text("schema", database.Schema)
            .Texts("tenants", charges.Select(charge => charge.TenantKey))
            .Texts("scopes", charges.Select(charge => charge.Scope));
        var reader = await connection.ExecuteReaderAsync(new CommandDefinition(database.Sql["Tenancy.ReadBudget"], parameters, cancellationToken: cancellationToken)).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var now = PostgresInstant.Read(reader, 0);
            var used = new List<BudgetBucket>();
            if (reader.IsDBNull(1)) return (now, used);
            do used.Add(Bucket(reader));
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false));
            return (now, used);
        }
    }

    // Read committed whatever the user's default is: what stands behind the locks must see what was committed while we waited.
    private static ValueTask<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

    private Task<int> ExecuteAsync(NpgsqlConnection connection, string statement, PostgresParameters parameters, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(database.Sql[statement], parameters, cancellationToken: cancellationToken));

    private static PostgresParameters Keys(IReadOnlyList<BudgetBucket> buckets) => new PostgresParameters()
        .Texts("tenants", buckets.Select(bucket => bucket.Tenant))
        .Texts("scopes", buckets.Select(bucket => bucket.Scope))
        .Texts("spans", buckets.Select(bucket => BudgetSpans.Word(bucket.Span)))
        .Bigints("buckets", buckets.Select(bucket => bucket.Index));

    private static PostgresParameters Amounts(IReadOnlyList<BudgetBucket> buckets) => Keys(buckets).Bigints("used", buckets.Select(bucket => bucket.Used));

    private static BudgetBucket Bucket(DbDataReader reader) =>
        new(reader.GetString(1), reader.GetString(2), BudgetSpans.Read(reader.GetString(3)), reader.GetInt64(4), reader.GetInt64(5));
}
