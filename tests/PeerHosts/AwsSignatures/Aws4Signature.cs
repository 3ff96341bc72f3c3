namespace Leadmetrics.Peers;

/// <summary>What aws4 made of a request.</summary>
/// <param name="Authorization">The header.</param>
/// <param name="Canonical">The canonical request that it was computed over.</param>
public sealed record Aws4Signature(string Authorization, string Canonical);
