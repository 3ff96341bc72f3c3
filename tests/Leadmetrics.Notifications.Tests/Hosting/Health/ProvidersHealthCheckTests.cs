using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Hosting.Health;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tests.Egress;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Leadmetrics.Notifications.Tests.Hosting.Health;

/// <summary>A store of the host's own that does not count its rows.</summary>
public sealed class ProvidersHealthCheckTests
{
    private readonly UnusableRows _unusable = new();

    [Fact]
    public async Task Figures_that_nobody_counted_are_not_told()
    {
        var result = await CheckAsync();

        Assert.Equal((HealthStatus.Healthy, "The store does not count its providers."), (result.Status, result.Description));
        Assert.Empty(result.Data);
    }

    [Fact]
    public async Task What_this_host_knows_by_itself_is_told()
    {
        var row = Guid.NewGuid();
        _unusable.Add(new TenantId("acme"), row);

        var result = await CheckAsync();

        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.StartsWith("1 tenants have a provider row that cannot be used", result.Description, StringComparison.Ordinal);
        Assert.Equal(["count", "rows"], result.Data.Keys.Order());
        Assert.Equal($"{row}", result.Data["rows"]);
    }

    private Task<HealthCheckResult> CheckAsync()
    {
        var options = new HealthOptions();
        var check = new ProvidersHealthCheck(_unusable, new StoreAnswers(new RowsInMemory(), null, null, options, TimeProvider.System), options);
        return check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
    }
}
