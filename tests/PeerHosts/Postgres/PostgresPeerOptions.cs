namespace Leadmetrics.Peers;

/// <summary>How a <see cref="PostgresPeer"/> runs.</summary>
public sealed record PostgresPeerOptions
{
    /// <summary>fsync, synchronous_commit and full_page_writes on, in a cluster of the peer's own: for crash tests and benchmarks.</summary>
    /// <value>False: fast, but an immediate stop loses commits.</value>
    public bool Durable { get; init; }

    /// <summary>A server that runs already; null starts a throwaway cluster.</summary>
    /// <value>The environment variable LEADMETRICS_POSTGRES.</value>
    public string? ConnectionString { get; init; } = Environment.GetEnvironmentVariable("LEADMETRICS_POSTGRES") is { Length: > 0 } set ? set : null;
}
