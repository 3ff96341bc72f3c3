using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>The secret part of a webhook's address: whoever has it may ask, and only whoever signs is heard.</summary>
internal static class WebhookToken
{
    /// <summary>The fewest characters of an operator's own.</summary>
    public const int LeastLength = 32;

    private const int MostLength = 128;
    private const int Octets = 32;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>A new one: 32 random octets in base64url.</summary>
    public static Secret Make() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Octets)));

    /// <summary>Whether a text can be one; anything else is not looked up.</summary>
    public static bool IsToken(string? token) => token is { Length: >= LeastLength and <= MostLength } && !token.AsSpan().ContainsAnyExcept(Alphabet);

    /// <summary>What is kept of it, of the text and not of what it encodes: two texts are never one token.</summary>
    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
