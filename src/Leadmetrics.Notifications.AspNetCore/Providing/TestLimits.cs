using System.Threading.RateLimiting;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.AspNetCore.Providing;

/// <summary>How often providers are tested from this process: so many a minute for a tenant, and so many for a host that is called, whoever asks.</summary>
/// <remarks>A test calls a server of the tenant's choice and tells how it went: without a bound it would be a scanner. A window slides by six steps of ten seconds.</remarks>
internal sealed class TestLimits : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly PartitionedRateLimiter<string> _tenants;
    private readonly PartitionedRateLimiter<string> _hosts;

    public TestLimits(IOptions<NotificationsApiOptions> options)
    {
        _tenants = Limiter(options.Value.TestsPerTenant);
        _hosts = Limiter(options.Value.TestsPerHost);
    }

    /// <exception cref="ProblemException">One of the two limits is reached.</exception>
    public void Take(TenantId tenant, string? host)
    {
        Take(_tenants, tenant.Value, "This tenant");
        if (host is not null) Take(_hosts, host.TrimEnd('.').ToUpperInvariant(), "This host");
    }

    public void Dispose()
    {
        _tenants.Dispose();
        _hosts.Dispose();
    }

    private static void Take(PartitionedRateLimiter<string> limiter, string partition, string who)
    {
        using var lease = limiter.AttemptAcquire(partition);
        if (lease.IsAcquired) return;
        throw new ProblemException(ProblemTypes.TooManyTests, $"{who} was tested too often within a minute.") { RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window };
    }

    private static PartitionedRateLimiter<string> Limiter(int permits) => PartitionedRateLimiter.Create<string, string>(partition => RateLimitPartition.GetSlidingWindowLimiter(
        partition, _ => new SlidingWindowRateLimiterOptions { PermitLimit = permits, Window = Window, SegmentsPerWindow = 6, QueueLimit = 0 }));
}
