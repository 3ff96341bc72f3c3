using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Notifications.AspNetCore.Unsubscribing;

/// <summary>Who leaves whose list, sealed: the address in a link is read by nobody on its way, and no other can be made of it.</summary>
/// <remarks>Base64url of a version (1), a nonce of 12 octets, what is sealed by AES-256-GCM (tenant, NUL, address) and its tag of 16. The version is bound in.</remarks>
internal static class UnsubscribeToken
{
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int MaxLength = 1024;

    public static string Seal(byte[] key, TenantId tenant, string address)
    {
        var content = Encoding.UTF8.GetBytes($"{tenant.Value}\0{address}");
        var token = new byte[1 + NonceSize + content.Length + TagSize];
        token[0] = Version;
        var nonce = token.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagSize);
        cipher.Encrypt(nonce, content, token.AsSpan(1 + NonceSize, content.Length), token.AsSpan(^TagSize..), token.AsSpan(0, 1));
        return Base64Url.EncodeToString(token);
    }

    /// <returns>Who; <see langword="null"/> where it is none of ours.</returns>
    public static (TenantId Tenant, string Address)? Open(IEnumerable<byte[]> keys, string token)
    {
        if (token.Length > MaxLength || !Base64Url.IsValid(token, out var length) || length < 1 + NonceSize + TagSize) return null;
        var octets = Base64Url.DecodeFromChars(token);
        if (octets[0] != Version) return null;
        var content = new byte[octets.Length - 1 - NonceSize - TagSize];
        foreach (var key in keys)
        {
            using var cipher = new AesGcm(key, TagSize);
            try
            {
                cipher.Decrypt(octets.AsSpan(1, NonceSize), octets.AsSpan(1 + NonceSize, content.Length), octets.AsSpan(^TagSize..), content, octets.AsSpan(0, 1));
            }
            catch (AuthenticationTagMismatchException)
            {
                // Sealed under another of the keys, or by nobody.
                continue;
            }

            var text = Encoding.UTF8.GetString(content);
            var end = text.IndexOf('\0', StringComparison.Ordinal);
            return end > 0 && TenantId.TryParse(text[..end], null, out var tenant) ? (tenant, text[(end + 1)..]) : null;
        }

        return null;
    }
}
