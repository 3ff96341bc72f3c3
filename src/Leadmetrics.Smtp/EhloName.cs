using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Smtp;

/// <summary>What a client says of itself in EHLO: a domain or an address literal (RFC 5321 section 4.1.1.1).</summary>
public sealed record EhloName
{
    private EhloName(string value) => Value = value;

    /// <summary>The name as it goes over the wire: ASCII, no space.</summary>
    public string Value { get; }

    /// <summary>Takes a domain or an address literal in brackets.</summary>
    /// <param name="value">For example <c>app1.example.com</c> or <c>[192.0.2.1]</c>.</param>
    /// <param name="name">The name.</param>
    /// <returns><see langword="false"/> where it is neither.</returns>
    public static bool TryCreate([NotNullWhen(true)] string? value, [NotNullWhen(true)] out EhloName? name)
    {
        name = value is not null && (DomainGrammar.IsDomain(value) || DomainGrammar.IsAddressLiteral(value)) ? new EhloName(value) : null;
        return name is not null;
    }

    /// <summary>The address literal of an address.</summary>
    /// <param name="address">IPv4 or IPv6; a scope id is dropped.</param>
    /// <returns>For example <c>[IPv6:2001:db8::1]</c>.</returns>
    public static EhloName FromAddress(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new EhloName($"[IPv6:{new IPAddress(address.GetAddressBytes())}]")
            : new EhloName($"[{address}]");
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
