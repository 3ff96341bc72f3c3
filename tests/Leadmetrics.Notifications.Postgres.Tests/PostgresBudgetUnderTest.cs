using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Postgres.Tests;

/// <summary>Sending limits in a schema of the test's own. The clock is the server's, so time passes by making what is counted older.</summary>
internal sealed class PostgresBudgetUnderTest(PostgresUnderTest database) : BudgetUnderTest
{
    public override IBudgetStore Store => database.Budgets;

    public override IBudgetStore Other { get; } = database.Open().GetRequiredService<IBudgetStore>();

    public static async Task<PostgresBudgetUnderTest> CreateAsync(PeerFixture<PostgresPeer> postgres) => new(await PostgresUnderTest.CreateAsync(postgres));

    public override Task PassAsync(TimeSpan time) => database.ExecuteAsync(
        $"UPDATE {database.Schema}.email_budget SET bucket = bucket - {(long)time.TotalMilliseconds} / CASE span WHEN 'second' THEN 100 WHEN 'minute' THEN 1000 WHEN 'hour' THEN 60000 ELSE 900000 END");

    public override BudgetReceipt Passed(BudgetReceipt receipt, TimeSpan time) =>
        new([.. receipt.Buckets.Select(bucket => bucket with { Index = bucket.Index - time.Ticks / RollingBudget.BucketOf(bucket.Span).Ticks })]);

    public override async Task<long> CountAsync() => (long)(await database.ExecuteAsync($"SELECT count(*) FROM {database.Schema}.email_budget"))!;

    public override ValueTask DisposeAsync() => database.DisposeAsync();
}
