using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.NetworkInformation;

namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>Whom to ask.</summary>
internal static class DnsResolvers
{
    private const int Port = 53;
    private const int MaxServers = 3;
    private const string ResolvConf = "/etc/resolv.conf";

    /// <summary>Reads <c>ADDRESS</c> or <c>ADDRESS:PORT</c>, an IPv6 address with a port in brackets.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out IPEndPoint? server)
    {
        server = null;

        // A number alone would be read as an address.
        if (text is null || !text.AsSpan().ContainsAny('.', ':') || !IPEndPoint.TryParse(text, out var read)) return false;
        server = read.Port == 0 ? new IPEndPoint(read.Address, Port) : read;
        return !server.Address.Equals(IPAddress.Any) && !server.Address.Equals(IPAddress.IPv6Any);
    }

    /// <summary>The system's own, three at most, as its own library asks.</summary>
    public static IReadOnlyList<IPEndPoint> OfSystem()
    {
        var found = OfInterfaces();
        if (found.Count == 0) found = OfFile();
        return [.. found.Distinct().Take(MaxServers).Select(address => new IPEndPoint(address, Port))];
    }

    /// <summary>The addresses that stand behind <c>nameserver</c>.</summary>
    public static List<IPAddress> OfResolvConf(IEnumerable<string> lines)
    {
        var found = new List<IPAddress>();
        foreach (var line in lines)
        {
            var words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words is ["nameserver", var address, ..] && IPAddress.TryParse(address, out var read)) found.Add(read);
        }

        return found;
    }

    // It is read at any time, and may be written at that moment: without it nobody can be asked, which is told.
    private static List<IPAddress> OfFile()
    {
        try
        {
            return File.Exists(ResolvConf) ? OfResolvConf(File.ReadAllLines(ResolvConf)) : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static List<IPAddress> OfInterfaces()
    {
        try
        {
            // fec0::/10: what Windows names where an interface has none.
            return
            [
                .. NetworkInterface.GetAllNetworkInterfaces()
                    .Where(network => network.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
                    .SelectMany(network => network.GetIPProperties().DnsAddresses)
                    .Where(address => !address.IsIPv6SiteLocal),
            ];
        }
        catch (Exception unknown) when (unknown is NetworkInformationException or PlatformNotSupportedException)
        {
            return [];
        }
    }
}
