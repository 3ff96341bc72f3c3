using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Leadmetrics.Notifications.Sqlite.Tests;

/// <summary>Sending limits in a file of the test's own, with a clock of its own.</summary>
internal sealed class SqliteBudgetUnderTest : BudgetUnderTest
{
    private readonly ManualClock _clock = new();
    private readonly SqliteUnderTest _database;

    private SqliteBudgetUnderTest(SqliteUnderTest database)
    {
        _database = database;
        Store = Open();
        Other = Open();
    }

    public override IBudgetStore Store { get; }

    public override IBudgetStore Other { get; }

    public static async Task<SqliteBudgetUnderTest> CreateAsync() => new(await SqliteUnderTest.CreateAsync());

    public override Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    public override async Task<long> CountAsync() => (long)(await _database.ExecuteAsync("SELECT count(*) FROM email_budget"))!;

    public override ValueTask DisposeAsync() => _database.DisposeAsync();

    // A statement of one taker may find seven others before it, each of which waits for the disk.
    private IBudgetStore Open() => _database.Open(
        options => options.BusyTimeout = TimeSpan.FromMinutes(1),
        services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock))).GetRequiredService<IBudgetStore>();
}
