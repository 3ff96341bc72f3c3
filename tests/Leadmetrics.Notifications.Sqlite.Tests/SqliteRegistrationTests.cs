using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.Sqlite.Tests;

public sealed class SqliteRegistrationTests
{
    [Fact]
    public async Task Store_and_migrator_are_singletons_and_either_way_of_disposing_works()
    {
        var first = Registration.Build(builder => builder.UseSqlite("notifications.db"));
        Assert.Same(first.GetRequiredService<IProviderStore>(), first.GetRequiredService<IProviderStore>());
        Assert.Same(first.GetRequiredService<IStoreMigrator>(), first.GetRequiredService<IStoreMigrator>());
        await first.DisposeAsync();

        using var second = Registration.Build(builder => builder.UseSqlite("notifications.db"));
        Assert.Equal($"sqlite {Path.GetFullPath("notifications.db")}", second.GetRequiredService<IStoreMigrator>().Description);
    }

    [Fact]
    public void Store_named_last_takes_the_place_of_the_first()
    {
        using var services = Registration.Build(builder => builder.UseSqlite("one.db").UseSqlite("two.db"));

        Assert.EndsWith("two.db", Assert.Single(services.GetServices<IStoreMigrator>()).Description, StringComparison.Ordinal);
        Assert.Single(services.GetServices<IProviderStore>());
        Assert.StartsWith("Sqlite", Assert.Single(services.GetServices<IBudgetStore>()).GetType().Name, StringComparison.Ordinal);
        Assert.Single(services.GetServices<IErasureStore>());
    }

    [Theory]
    [InlineData(":memory:")]
    [InlineData("file:x?mode=memory")]
    [InlineData("")]
    [InlineData(" ")]
    public void Path_that_names_no_file_is_refused(string file)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => Registration.Build(builder => builder.UseSqlite(file)));

        Assert.Equal("file", error.ParamName);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(600_001)]
    public void Busy_timeout_out_of_bounds_is_refused_by_the_options_name(int milliseconds)
    {
        using var services = Registration.Build(builder => builder.UseSqlite("x.db", o => o.BusyTimeout = TimeSpan.FromMilliseconds(milliseconds)));

        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IProviderStore>());

        Assert.Contains("SqliteStoreOptions.BusyTimeout", error.Message, StringComparison.Ordinal);
    }
}
