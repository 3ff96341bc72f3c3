using Leadmetrics.Notifications.Deliverability.Dns;

namespace Leadmetrics.Notifications.Tests.Deliverability;

/// <summary>Never answers.</summary>
internal sealed class HangingLookup : IDnsLookup
{
    public Task<DnsAnswer> LookupAsync(string name, DnsType type, CancellationToken cancellationToken)
    {
        var never = new TaskCompletionSource<DnsAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
        return never.Task;
    }
}
