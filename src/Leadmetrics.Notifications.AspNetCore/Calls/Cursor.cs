using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>A place in a list as a text that only we read: the parts of the last entry's key.</summary>
internal static class Cursor
{
    private const int MaxLength = 4096;

    public static string Write(params string[] parts) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parts, CallJson.Default.StringArray)));

    /// <returns>The parts; <see langword="null"/> where the request is for the first page.</returns>
    /// <exception cref="ProblemException">It is none that was given out for such a list.</exception>
    public static string[]? Read(HttpContext context, int parts)
    {
        if (QueryReader.Text(context, "cursor") is not { } given) return null;
        try
        {
            if (given.Length <= MaxLength && JsonSerializer.Deserialize(Base64Url.DecodeFromChars(given), CallJson.Default.StringArray) is { } read && read.Length == parts && !read.Contains(null)) return read;
        }
        catch (Exception wrong) when (wrong is FormatException or JsonException)
        {
            throw NotOurs();
        }

        throw NotOurs();
    }

    /// <returns>An instant in a cursor; <see langword="null"/> where it is none.</returns>
    public static DateTimeOffset? Instant(string text) =>
        DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var instant) ? instant.ToUniversalTime() : null;

    public static ProblemException NotOurs() => ProblemException.Invalid("cursor", "is not one that this list gave");
}
