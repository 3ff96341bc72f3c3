using Dapper;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Microsoft.Data.Sqlite;

namespace Leadmetrics.Notifications.Sqlite.Tenancy;

/// <summary>Sending limits in one SQLite file, exact over all processes of a machine: a take holds the file's write lock from its first statement, and reads the machine's clock behind it.</summary>
internal sealed class SqliteBudgetStore(SqliteDatabase database, TimeProvider timeProvider) : IBudgetStore
{
    public Task<BudgetTake> TakeAsync(IReadOnlyList<BudgetCharge> charges, CancellationToken cancellationToken = default)
    {
        RollingBudget.Check(charges);
        return database.RunAsync(
            async connection =>
            {
                var transaction = connection.BeginTransaction(deferred: false);
                await using (transaction.ConfigureAwait(false))
                {
                    var now = timeProvider.GetUtcNow();
                    var used = new List<BudgetBucket>();
                    foreach (var charge in charges) await ReadAsync(transaction, charge, used, cancellationToken).ConfigureAwait(false);
                    var take = RollingBudget.Take(charges, used, now);
                    if (!take.IsTaken) return take;
                    foreach (var past in used.Where(bucket => RollingBudget.IsPast(bucket, now))) await ExecuteAsync(transaction, "Tenancy.PruneBudget", Key(past), cancellationToken).ConfigureAwait(false);
                    foreach (var taken in take.Receipt.Buckets) await ExecuteAsync(transaction, "Tenancy.TakeBudget", Key(taken).Integer("used", taken.Used), cancellationToken).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return take;
                }
            },
            cancellationToken);
    }

    public Task GiveBackAsync(BudgetReceipt receipt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return database.RunAsync(
            async connection =>
            {
                var transaction = connection.BeginTransaction(deferred: false);
                await using (transaction.ConfigureAwait(false))
                {
                    foreach (var taken in receipt.Buckets) await ExecuteAsync(transaction, "Tenancy.GiveBackBudget", Key(taken).Integer("used", taken.Used), cancellationToken).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return true;
                }
            },
            cancellationToken);
    }

    private static async Task ReadAsync(SqliteTransaction transaction, BudgetCharge charge, List<BudgetBucket> used, CancellationToken cancellationToken)
    {
        var parameters = new SqliteParameters().Text("tenant", charge.TenantKey).Text("scope", charge.Scope);
        var reader = await transaction.Connection!.ExecuteReaderAsync(Command(transaction, "Tenancy.ReadBudget", parameters, cancellationToken)).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                used.Add(new BudgetBucket(charge.TenantKey, charge.Scope, BudgetSpans.Read(reader.GetString(0)), reader.GetInt64(1), reader.GetInt64(2)));
            }
        }
    }

    private static Task<int> ExecuteAsync(SqliteTransaction transaction, string statement, SqliteParameters parameters, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(Command(transaction, statement, parameters, cancellationToken));

    private static CommandDefinition Command(SqliteTransaction transaction, string statement, SqliteParameters parameters, CancellationToken cancellationToken) =>
        new(SqliteSql.Read(statement), parameters, transaction, cancellationToken: cancellationToken);

    private static SqliteParameters Key(BudgetBucket bucket) => new SqliteParameters()
        .Text("tenant", bucket.Tenant).Text("scope", bucket.Scope).Text("span", BudgetSpans.Word(bucket.Span)).Integer("bucket", bucket.Index);
}
