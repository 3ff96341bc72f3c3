using System.Text.Json.Serialization;

namespace Leadmetrics.Peers;

/// <summary>A mail that arrived at a <see cref="SmtpServerPeer"/>.</summary>
/// <param name="From">The envelope's sender.</param>
/// <param name="To">The envelope's recipients that were accepted.</param>
/// <param name="User">Who had authenticated, or null.</param>
/// <param name="Tls">Whether it came over TLS.</param>
/// <param name="Content">The message, octet by octet, without dot-stuffing.</param>
public sealed record SmtpServerMessage(
    string From,
    IReadOnlyList<string> To,
    string? User,
    bool Tls,
    [property: JsonPropertyName("raw")] byte[] Content);
