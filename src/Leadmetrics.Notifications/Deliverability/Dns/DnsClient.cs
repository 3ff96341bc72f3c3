using System.Net;

namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>Asks the resolvers in turn, beginning with the one that answered last, twice each as long as there is time, and follows aliases, to names that are not public never: what lies behind one is not there.</summary>
/// <remarks>A name that is there, or known not to be, is the answer; a server that fails, refuses, is silent or talks nonsense is passed over for the next. Of these the last one is told.</remarks>
internal sealed class DnsClient(IReadOnlyList<IPEndPoint> servers, SoundServer sound, DnsExchange exchange, DnsTimeouts timeouts, TimeProvider timeProvider) : IDnsLookup
{
    private const int Tries = 2;
    private const int MaxAliases = 8;

    public async Task<DnsAnswer> LookupAsync(string name, DnsType type, CancellationToken cancellationToken)
    {
        name = name.ToLowerInvariant();
        if (!DnsName.IsValid(name)) return DnsAnswer.Of(DnsStatus.NoSuchName);
        using var over = new CancellationTokenSource(timeouts.Question, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            return await FollowAsync(name, type, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return DnsAnswer.Of(DnsStatus.Unreachable);
        }
    }

    /// <summary>Resolvers answer with all of a chain; where one gives its first links alone, the end is asked for.</summary>
    private async Task<DnsAnswer> FollowAsync(string name, DnsType type, CancellationToken cancellationToken)
    {
        var seen = new List<string> { name };
        while (true)
        {
            var (message, failure) = await AskAsync(seen[^1], type, cancellationToken).ConfigureAwait(false);
            var asked = seen.Count;
            if (message is null) return DnsAnswer.Of(failure, Alias(seen));
            while (message.Answers.FirstOrDefault(record => record.Type == DnsType.Cname && record.Name == seen[^1]) is { } alias)
            {
                if (!PublicName.Is(alias.Value)) return DnsAnswer.Of(DnsStatus.NoSuchName, alias.Value);
                if (seen.Contains(alias.Value) || seen.Count > MaxAliases) return DnsAnswer.Of(DnsStatus.AliasLoop, alias.Value);
                seen.Add(alias.Value);
            }

            var records = message.Answers.Where(record => record.Type == type && record.Name == seen[^1]).ToArray();
            if (records.Length > 0) return new DnsAnswer(DnsStatus.Found, records, Alias(seen));
            if (message.Code == DnsCode.NxDomain) return DnsAnswer.Of(DnsStatus.NoSuchName, Alias(seen));
            if (seen.Count == asked) return DnsAnswer.Of(DnsStatus.NoData, Alias(seen));
        }
    }

    private async Task<(DnsMessage? Message, DnsStatus Failure)> AskAsync(string name, DnsType type, CancellationToken cancellationToken)
    {
        var failure = DnsStatus.Unreachable;
        var first = sound.IndexIn(servers);
        for (var i = 0; i < Tries * servers.Count; i++)
        {
            var server = servers[(first + i) % servers.Count];
            var (message, why) = await exchange.AskAsync(server, name, type, cancellationToken).ConfigureAwait(false);
            if (message is { Code: DnsCode.NoError or DnsCode.NxDomain })
            {
                sound.Answered(server);
                return (message, default);
            }

            failure = message?.Code switch
            {
                null => why,
                DnsCode.Refused => DnsStatus.Refused,
                _ => DnsStatus.ServerFailed,
            };
        }

        return (null, failure);
    }

    private static string? Alias(List<string> seen) => seen.Count > 1 ? seen[^1] : null;
}
