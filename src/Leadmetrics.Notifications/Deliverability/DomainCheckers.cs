using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Leadmetrics.Notifications.Deliverability.Dns;

namespace Leadmetrics.Notifications.Deliverability;

/// <summary>Puts a checker together.</summary>
internal static class DomainCheckers
{
    /// <summary>A checker that asks the resolvers of the options, or the system's.</summary>
    /// <exception cref="FormatException">A resolver of the options is none.</exception>
    public static IDomainChecker Create(DomainCheckOptions options, TimeProvider timeProvider) =>
        Create(options.Resolvers.Count > 0 ? [.. options.Resolvers.Select(Read)] : DnsResolvers.OfSystem(), new DnsTimeouts(), timeProvider);

    public static IDomainChecker Create(IReadOnlyList<IPEndPoint> servers, DnsTimeouts timeouts, TimeProvider timeProvider)
    {
        var exchange = new DnsExchange(new SocketDnsTransport(), NewId, timeouts.Try, timeProvider);
        return new DomainChecker(new DnsClient(servers, exchange, timeouts, timeProvider), timeouts, timeProvider);
    }

    // Nobody who does not see the query can answer it.
    internal static ushort NewId()
    {
        Span<byte> octets = stackalloc byte[2];
        RandomNumberGenerator.Fill(octets);
        return BinaryPrimitives.ReadUInt16BigEndian(octets);
    }

    private static IPEndPoint Read(string text) => DnsResolvers.TryParse(text, out var server) ? server : throw new FormatException("A resolver is not of the form ADDRESS or ADDRESS:PORT.");
}
