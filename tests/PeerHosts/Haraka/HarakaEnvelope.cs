namespace Leadmetrics.Peers;

/// <summary>The first line of a file that tests/peers/haraka/plugins/drop.js writes.</summary>
internal sealed record HarakaEnvelope(string From, IReadOnlyList<string> To, bool Tls);
