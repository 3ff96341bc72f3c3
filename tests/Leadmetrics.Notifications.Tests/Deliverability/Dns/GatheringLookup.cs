using Leadmetrics.Notifications.Deliverability.Dns;

namespace Leadmetrics.Notifications.Tests.Deliverability.Dns;

/// <summary>Answers for addresses when all hosts are asked for, and not before.</summary>
internal sealed class GatheringLookup(params string[] hosts) : IDnsLookup
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asked;

    public async Task<DnsAnswer> LookupAsync(string name, DnsType type, CancellationToken cancellationToken)
    {
        if (type == DnsType.Mx) return new DnsAnswer(DnsStatus.Found, [.. hosts.Select((host, i) => new DnsRecord(name, type, host, i))]);
        if (Interlocked.Increment(ref _asked) == hosts.Length) _all.SetResult();
        await _all.Task.WaitAsync(cancellationToken);
        return DnsAnswer.Of(DnsStatus.NoSuchName);
    }
}
