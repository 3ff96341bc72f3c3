using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Leadmetrics.Notifications.Mime.Dkim;

/// <summary>An RSA key that signs, from any number of threads at once.</summary>
/// <remarks>
/// An <see cref="RSA"/> is not promised to be safe for two threads, and making one costs about as much as a signature: a few idle ones are kept, each taken by
/// one signature at a time. Nothing of the key is ever in a text of this type's.
/// </remarks>
internal sealed class DkimKey
{
    // RFC 8301 section 3.2: verifiers take from 1024 to 4096 bits; signers should use 2048. Beyond 4096 a signature costs the sender much and verifiers may not look at it.
    private const int LeastBits = 1024;
    private const int MostBits = 4096;

    private readonly RSAParameters _parameters;
    private readonly RSA?[] _idle = new RSA?[Math.Min(Environment.ProcessorCount, 16)];

    private DkimKey(RSAParameters parameters) => _parameters = parameters;

    /// <summary>The length of the modulus.</summary>
    public int Bits => _parameters.Modulus!.Length * 8;

    /// <summary>The length of a signature in octets.</summary>
    public int SignatureLength => _parameters.Modulus!.Length;

    /// <summary>What belongs into DNS: SubjectPublicKeyInfo in base64, as it stands behind <c>p=</c>.</summary>
    public string PublicPart()
    {
        using var rsa = RSA.Create(new RSAParameters { Modulus = _parameters.Modulus, Exponent = _parameters.Exponent });
        return Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo());
    }

    /// <summary>Reads a key.</summary>
    /// <param name="text">PEM, or base64 without armour, of PKCS#8 or PKCS#1.</param>
    /// <param name="key">The key.</param>
    /// <param name="error">Why there is none: a phrase that follows the field's name and holds nothing of the text.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out DkimKey? key, [NotNullWhen(false)] out string? error)
    {
        key = null;
        var rsa = RSA.Create();
        try
        {
            error = DkimKeyForm.Import(rsa, text) ?? Check(rsa);
            if (error is not null) return false;
            key = new DkimKey(rsa.ExportParameters(includePrivateParameters: true));
            key.Return(rsa);
            return true;
        }
        finally
        {
            if (key is null) rsa.Dispose();
        }
    }

    /// <summary>Signs (RSASSA-PKCS1-v1_5, SHA-256): the same octets for the same hash each time.</summary>
    /// <param name="hash">32 octets.</param>
    /// <param name="signature">As many octets as <see cref="SignatureLength"/> tells.</param>
    public void Sign(ReadOnlySpan<byte> hash, Span<byte> signature)
    {
        var rsa = Rent();
        try
        {
            rsa.SignHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        finally
        {
            Return(rsa);
        }
    }

    private static string? Check(RSA rsa)
    {
        if (rsa.KeySize < LeastBits) return string.Create(CultureInfo.InvariantCulture, $"has {rsa.KeySize} bits: verifiers take none below {LeastBits} (RFC 8301)");
        if (rsa.KeySize > MostBits) return string.Create(CultureInfo.InvariantCulture, $"has {rsa.KeySize} bits: verifiers need not take more than {MostBits} (RFC 8301)");
        return null;
    }

    private RSA Rent()
    {
        for (var i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.Exchange(ref _idle[i], null) is { } idle) return idle;
        }

        return RSA.Create(_parameters);
    }

    private void Return(RSA rsa)
    {
        for (var i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _idle[i], rsa, null) is null) return;
        }

        rsa.Dispose();
    }
}
