using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tests.Egress;

namespace Leadmetrics.Notifications.Tests.Tenancy.Events;

/// <summary>Finds rows by their tokens, and counts how often it is asked.</summary>
internal sealed class TokensInMemory(RowsInMemory rows) : IWebhookTokenStore
{
    public int Asked { get; private set; }

    public StoreException? Failure { get; set; }

    public Task<ProviderRow?> FindByWebhookTokenAsync(ReadOnlyMemory<byte> tokenHash, CancellationToken cancellationToken = default)
    {
        Asked++;
        if (Failure is not null) throw Failure;
        Assert.Equal(32, tokenHash.Length);
        return Task.FromResult(rows.All.FirstOrDefault(row => row.WebhookTokenHash is { } hash && hash.Span.SequenceEqual(tokenHash.Span)));
    }
}
