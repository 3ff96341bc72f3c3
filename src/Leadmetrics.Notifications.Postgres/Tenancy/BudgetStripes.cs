namespace Leadmetrics.Notifications.Postgres.Tenancy;

/// <summary>Lets one at a time of this process to the scopes of a stripe, so that a busy scope's takers wait here and not each on a pooled connection.</summary>
/// <remarks>Invariant: whoever takes a connection for scopes holds their stripes, so at most <see cref="Count"/> connections wait for the scopes' locks.</remarks>
internal sealed class BudgetStripes
{
    /// <summary>How many there are.</summary>
    public const int Count = 16;

    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Runs work on scopes, each named by its tenant's key and its name, when it is their stripes' turn.</summary>
    public async Task<T> RunAsync<T>(IEnumerable<(string Tenant, string Scope)> scopes, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        // In one order for everybody, each once: nobody waits for somebody who waits for him.
        var needed = new SortedSet<int>(scopes.Select(scope => (int)((uint)HashCode.Combine(scope.Tenant, scope.Scope) % Count)));
        var held = 0;
        try
        {
            foreach (var stripe in needed)
            {
                await _stripes[stripe].WaitAsync(cancellationToken).ConfigureAwait(false);
                held++;
            }

            return await work().ConfigureAwait(false);
        }
        finally
        {
            foreach (var stripe in needed.Take(held)) _stripes[stripe].Release();
        }
    }
}
