using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>How often providers are tested, domains are looked up and mail is searched for from this process: so many a minute for a tenant, and so many for a host that is called, whoever asks.</summary>
/// <remarks>
/// A test calls a server of the tenant's choice and tells how it went: without a bound it would be a scanner; a look at a domain asks the operator's resolvers some thirty times; a search keeps the database
/// busy for up to two seconds. Hosts are told apart by their names. A window slides by six steps of ten seconds.
/// </remarks>
internal sealed class CallLimits : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly PartitionedRateLimiter<string> _testsOfTenants;
    private readonly PartitionedRateLimiter<string> _testsOfHosts;
    private readonly PartitionedRateLimiter<string> _domains;
    private readonly PartitionedRateLimiter<string> _searches;

    public CallLimits(IOptions<NotificationsApiOptions> options)
    {
        _testsOfTenants = Limiter(options.Value.TestsPerTenant);
        _testsOfHosts = Limiter(options.Value.TestsPerHost);
        _domains = Limiter(options.Value.DomainChecksPerTenant);
        _searches = Limiter(options.Value.SearchesPerTenant);
    }

    /// <exception cref="ProblemException">One of the two limits is reached.</exception>
    public void TakeTest(TenantId tenant, string? host)
    {
        Take(_testsOfTenants, tenant.Value, "This tenant has tested");
        if (host is not null) Take(_testsOfHosts, host.TrimEnd('.').ToUpperInvariant(), "This host was tested");
    }

    /// <exception cref="ProblemException">The limit is reached.</exception>
    public void TakeDomainCheck(TenantId tenant) => Take(_domains, tenant.Value, "This tenant has looked up domains");

    /// <exception cref="ProblemException">The limit is reached.</exception>
    public void TakeSearch(TenantId tenant) => Take(_searches, tenant.Value, "This tenant has searched for mail");

    public void Dispose()
    {
        _testsOfTenants.Dispose();
        _testsOfHosts.Dispose();
        _domains.Dispose();
        _searches.Dispose();
    }

    private static void Take(PartitionedRateLimiter<string> limiter, string partition, string who)
    {
        using var lease = limiter.AttemptAcquire(partition);
        if (lease.IsAcquired) return;
        throw new ProblemException(ProblemTypes.TooManyTests, $"{who} too often within a minute.") { RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window };
    }

    private static PartitionedRateLimiter<string> Limiter(int permits) => PartitionedRateLimiter.Create<string, string>(partition => RateLimitPartition.GetSlidingWindowLimiter(
        partition, _ => new SlidingWindowRateLimiterOptions { PermitLimit = permits, Window = Window, SegmentsPerWindow = 6, QueueLimit = 0 }));
}
