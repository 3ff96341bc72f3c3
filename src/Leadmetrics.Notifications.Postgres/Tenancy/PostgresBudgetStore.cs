using System.Data;
using System.Data.Common;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Tenancy;

/// <summary>Sending limits in PostgreSQL, exact over all hosts of a schema.</summary>
/// <remarks>
/// Takes are one transaction of three round trips: the locks of their scopes with what is kept of them and the database's clock; what was taken; the commit.
/// Whoever waits for a lock reads behind it, so takes of a scope come one after the other. Nobody reads the host's clock.
/// What is asked at the same time in this process goes in one such transaction, by lanes: a lane's scopes, and what all tenants share (the platform's account), are asked by one connection at a time, so
/// that a busy scope's takers wait here and not each on a pooled connection, and a commit is shared. A lock is waited for 10 seconds at most, and let go of by the server where its holder says nothing
/// for as long; where several are asked together, 2 seconds, and then they are asked apart. As long as that those of its lane wait with it.
/// </remarks>
internal sealed class PostgresBudgetStore : IBudgetStore
{
    /// <summary>How many connections take at once.</summary>
    public const int Lanes = 4;

    // Each scope takes a place of the server's table of locks, which is everybody's.
    private const int MostTakes = 64;
    private const int MostGivenBack = 100;

    private readonly PostgresDatabase _database;
    private readonly PostgresStatements _statements;
    private readonly Coalescer<IReadOnlyList<BudgetCharge>, BudgetTake>[] _takes;
    private readonly Coalescer<BudgetReceipt, bool> _returns;

    public PostgresBudgetStore(PostgresDatabase database)
    {
        _database = database;
        _statements = new PostgresStatements(database, "Tenancy");
        _takes = [.. Enumerable.Range(0, Lanes).Select(_ => new Coalescer<IReadOnlyList<BudgetCharge>, BudgetTake>(lanes: 1, MostTakes, static _ => 1, TakeAllAsync, LeaveAsync))];
        _returns = new Coalescer<BudgetReceipt, bool>(lanes: 1, MostGivenBack, static receipt => receipt.Buckets.Count, GiveBackAllAsync);
    }

    public Task<BudgetTake> TakeAsync(IReadOnlyList<BudgetCharge> charges, CancellationToken cancellationToken = default)
    {
        RollingBudget.Check(charges);

        // What is shared comes last among the charges: whoever needs it goes the same way.
        var shared = charges[^1];
        return _takes[(uint)HashCode.Combine(shared.TenantKey, shared.Scope) % Lanes].RunAsync(charges, cancellationToken);
    }

    public Task GiveBackAsync(BudgetReceipt receipt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return receipt.Buckets.Count == 0 ? Task.CompletedTask : _returns.RunAsync(receipt, cancellationToken);
    }

    // Whoever asked sends nothing any more.
    private Task LeaveAsync(BudgetTake take) => take.IsTaken ? GiveBackAsync(take.Receipt) : Task.CompletedTask;

    // As what may be repeated: where a dead connection was found only at the commit, an amount counts twice, so that less is sent and never more.
    private Task<IReadOnlyList<BudgetTake>> TakeAllAsync(IReadOnlyList<IReadOnlyList<BudgetCharge>> takes, CancellationToken cancellationToken) => _database.ReadAsync<IReadOnlyList<BudgetTake>>(
        async connection =>
        {
            var transaction = await BeginAsync(connection, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var ledger = await ReadAsync(connection, takes, cancellationToken).ConfigureAwait(false);
                var answers = new BudgetTake[takes.Count];
                for (var i = 0; i < answers.Length; i++) answers[i] = ledger.Take(takes[i]);
                var taken = ledger.Taken;
                if (taken.Count == 0) return answers;
                if (ledger.Past.Count > 0) await ExecuteAsync(connection, "PruneBudget", Keys(ledger.Past), cancellationToken).ConfigureAwait(false);
                await ExecuteAsync(connection, "TakeBudget", Amounts(taken), cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return answers;
            }
        },
        cancellationToken);

    private Task<IReadOnlyList<bool>> GiveBackAllAsync(IReadOnlyList<BudgetReceipt> receipts, CancellationToken cancellationToken)
    {
        BudgetBucket[] amounts = [.. receipts.SelectMany(receipt => receipt.Buckets).GroupBy(bucket => bucket with { Used = 0 }).Select(same => same.Key with { Used = same.Sum(bucket => bucket.Used) })];
        return _database.WriteAsync<IReadOnlyList<bool>>(
            async connection =>
            {
                var transaction = await BeginAsync(connection, cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    await ExecuteAsync(connection, "GiveBackBudget", Amounts(amounts).Text("schema", _database.Schema).Text("patience", Patience(receipts.Count)), cancellationToken).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return new bool[receipts.Count];
                }
            },
            cancellationToken);
    }

    private async Task<BudgetLedger> ReadAsync(NpgsqlConnection connection, IReadOnlyList<IReadOnlyList<BudgetCharge>> takes, CancellationToken cancellationToken)
    {
        (string Tenant, string Scope)[] scopes = [.. takes.SelectMany(charges => charges).Select(charge => (charge.TenantKey, charge.Scope)).Distinct()];
        var parameters = new PostgresParameters()
            .Text("schema", _database.Schema)
            .Text("patience", Patience(takes.Count))
            .Texts("tenants", scopes.Select(scope => scope.Tenant))
            .Texts("scopes", scopes.Select(scope => scope.Scope));
        var command = await _statements.PrepareAsync(connection, "ReadBudget", parameters, cancellationToken).ConfigureAwait(false);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                var ledger = new BudgetLedger(PostgresInstant.Read(reader, 0));
                if (reader.IsDBNull(1)) return ledger;
                do ledger.Keep(Bucket(reader));
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false));
                return ledger;
            }
        }
    }

    private static string Patience(int parts) => parts == 1 ? "10s" : "2s";

    // Read committed whatever the user's default is: what stands behind the locks must see what was committed while we waited.
    private static ValueTask<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

    private async Task ExecuteAsync(NpgsqlConnection connection, string statement, PostgresParameters parameters, CancellationToken cancellationToken)
    {
        var command = await _statements.PrepareAsync(connection, statement, parameters, cancellationToken).ConfigureAwait(false);
        await using (command.ConfigureAwait(false)) await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static PostgresParameters Keys(IReadOnlyList<BudgetBucket> buckets) => new PostgresParameters()
        .Texts("tenants", buckets.Select(bucket => bucket.Tenant))
        .Texts("scopes", buckets.Select(bucket => bucket.Scope))
        .Texts("spans", buckets.Select(bucket => BudgetSpans.Word(bucket.Span)))
        .Bigints("buckets", buckets.Select(bucket => bucket.Index));

    private static PostgresParameters Amounts(IReadOnlyList<BudgetBucket> buckets) => Keys(buckets).Bigints("used", buckets.Select(bucket => bucket.Used));

    private static BudgetBucket Bucket(DbDataReader reader) =>
        new(reader.GetString(1), reader.GetString(2), BudgetSpans.Read(reader.GetString(3)), reader.GetInt64(4), reader.GetInt64(5));
}
