using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Leadmetrics.Notifications.Deliverability.Dns;

namespace Leadmetrics.Notifications.Deliverability;

/// <summary>Puts a checker together.</summary>
internal static class DomainCheckers
{
    /// <summary>A checker that asks the resolvers of the options, or the system's: these are read for each report, since a laptop changes its network and a container's resolvers their addresses.</summary>
    /// <exception cref="FormatException">A resolver of the options is none.</exception>
    public static IDomainChecker Create(DomainCheckOptions options, TimeProvider timeProvider)
    {
        IPEndPoint[] named = [.. options.Resolvers.Select(Read)];
        return Create(named.Length > 0 ? () => named : DnsResolvers.OfSystem, new DnsTimeouts(), timeProvider);
    }

    /// <param name="servers">Whom to ask, told anew for each report.</param>
    /// <param name="timeouts">How long it may take.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="transport">How they are reached; <see langword="null"/>: by sockets.</param>
    public static IDomainChecker Create(Func<IReadOnlyList<IPEndPoint>> servers, DnsTimeouts timeouts, TimeProvider timeProvider, IDnsTransport? transport = null)
    {
        var exchange = new DnsExchange(transport ?? new SocketDnsTransport(), NewId, timeouts.Try, timeProvider);
        var sound = new SoundServer();
        return new DomainChecker(() => new DnsClient(servers(), sound, exchange, timeouts, timeProvider), timeouts, timeProvider);
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
