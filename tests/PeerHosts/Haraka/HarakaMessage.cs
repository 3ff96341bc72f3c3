namespace Leadmetrics.Peers;

/// <summary>A mail that arrived at a <see cref="HarakaPeer"/>.</summary>
/// <param name="From">The envelope's sender.</param>
/// <param name="To">The envelope's recipients that were accepted.</param>
/// <param name="Tls">Whether it came over TLS.</param>
/// <param name="Content">The message with CRLF line ends, without dot-stuffing.</param>
public sealed record HarakaMessage(string From, IReadOnlyList<string> To, bool Tls, byte[] Content);
