using System.Collections.Concurrent;

namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>The questions of one report: each is asked once, so many at most, none after the report's time is over, and none about a name that is not public.</summary>
internal sealed class ReportLookup(IDnsLookup inner, CancellationToken over) : IDnsLookup
{
    private const int MaxQuestions = 150;
    private readonly ConcurrentDictionary<(string Name, DnsType Type), Lazy<Task<DnsAnswer>>> _asked = new();

    public Task<DnsAnswer> LookupAsync(string name, DnsType type, CancellationToken cancellationToken)
    {
        if (!PublicName.Is(name)) return Task.FromResult(DnsAnswer.Of(DnsStatus.NoSuchName));
        var key = (name.ToLowerInvariant(), type);
        if (_asked.Count >= MaxQuestions && !_asked.ContainsKey(key)) return Task.FromResult(DnsAnswer.Of(DnsStatus.Unreachable));
        return _asked.GetOrAdd(key, _ => new Lazy<Task<DnsAnswer>>(() => AskAsync(key.Item1, type, cancellationToken))).Value;
    }

    private async Task<DnsAnswer> AskAsync(string name, DnsType type, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over, cancellationToken);
        try
        {
            return await inner.LookupAsync(name, type, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return DnsAnswer.Of(DnsStatus.Unreachable);
        }
    }
}
