using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Notifications.Secrets;

/// <summary>A key of the local key ring, read and checked.</summary>
internal sealed class LocalKey
{
    public const int Size = 32;
    private const int FingerprintBytes = 6;
    private const int MaxIdBytes = 255;

    private LocalKey(string id, byte[] bytes, KeyState state)
    {
        Id = id;
        Bytes = bytes;
        State = state;
    }

    public string Id { get; }

    public byte[] Bytes { get; }

    public KeyState State { get; }

    /// <summary>A fresh key in base64.</summary>
    public static string Generate() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Size));

    /// <summary>Reads a key; the error is a phrase that follows the option's name and holds nothing of the key.</summary>
    public static LocalKey? Read(KeyOptions options, out string? error)
    {
        var bytes = new byte[Size + 1];
        if (!Convert.TryFromBase64String((options.Key ?? "").Trim(), bytes, out var length) || length != Size)
        {
            error = $"is not {Size} bytes in base64 (make one with: lmn key new)";
            return null;
        }

        bytes = bytes[..Size];
        var id = string.IsNullOrEmpty(options.Id) ? Fingerprint(bytes) : options.Id;
        error = Encoding.UTF8.GetByteCount(id) > MaxIdBytes ? $"has an id longer than {MaxIdBytes} bytes"
            : IsText(id) ? null
            : "has an id with control characters or lone surrogates";
        return error is null ? new LocalKey(id, bytes, options.State) : null;
    }

    // What is stored has to come back the same: NUL goes into no text column, half a pair into no UTF-8.
    private static bool IsText(string id) => !id.Any(char.IsControl) && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(id)) == id;

    // Derived, so that a host and the command line agree on a key's id without being told it. One-way: it gives nothing of the key away.
    private static string Fingerprint(byte[] key) =>
        "k-" + Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA512, key, FingerprintBytes, info: "LMN1 key id"u8.ToArray()));
}
