using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;

namespace Leadmetrics.Notifications.AspNetCore.Admin;

/// <summary>A file of the page as it goes over the wire: plain and compressed, with its hash.</summary>
internal sealed record PageFile(string ContentType, byte[] Plain, byte[] Brotli, byte[] Gzip, string Hash)
{
    private static readonly Dictionary<string, string> ContentTypes = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    /// <summary>Reads one that is embedded.</summary>
    /// <returns>The octets; <see langword="null"/> where there is none of that name.</returns>
    public static byte[]? Read(string name)
    {
        if (!ContentTypes.ContainsKey(Path.GetExtension(name))) return null;
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(name);
        if (resource is null) return null;
        var octets = new byte[resource.Length];
        resource.ReadExactly(octets);
        return octets;
    }

    public static PageFile Of(string name, byte[] octets) => new(
        ContentTypes[Path.GetExtension(name)],
        octets,
        Compress(octets, output => new BrotliStream(output, CompressionLevel.SmallestSize)),
        Compress(octets, output => new GZipStream(output, CompressionLevel.SmallestSize)),
        Convert.ToHexStringLower(SHA256.HashData(octets).AsSpan(0, 8)));

    private static byte[] Compress(byte[] octets, Func<Stream, Stream> compressor)
    {
        using var output = new MemoryStream();
        using (var stream = compressor(output)) stream.Write(octets);
        return output.ToArray();
    }
}
