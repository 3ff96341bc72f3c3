using System.Text;

namespace Leadmetrics.Notifications.Testing;

internal static class Charsets
{
    /// <summary>Decodes by a charset's name; one that .NET does not know is read as Latin-1, so that no octet is lost.</summary>
    public static string Decode(string? charset, ReadOnlySpan<byte> bytes) => charset?.Trim().ToUpperInvariant() switch
    {
        null or "" or "US-ASCII" or "UTF-8" or "UTF8" => Encoding.UTF8.GetString(bytes),
        "UTF-16" or "UTF-16BE" => Encoding.BigEndianUnicode.GetString(bytes),
        "UTF-16LE" => Encoding.Unicode.GetString(bytes),
        _ => Encoding.Latin1.GetString(bytes),
    };
}
