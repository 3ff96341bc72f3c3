using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>Signature Version 4 of Amazon Web Services. Pure.</summary>
/// <remarks>
/// The canonical request is hashed into the string to sign, which is signed by a key derived from the secret, the day, the region and the service. The path is
/// percent-encoded once more than on the wire, as every service but S3 wants it.
/// </remarks>
internal static class AwsSignature
{
    /// <summary>SHA-256 of no octets, as the payload's hash of a request without a body.</summary>
    public const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    public const string DateHeader = "x-amz-date";
    public const string HashHeader = "x-amz-content-sha256";
    public const string TokenHeader = "x-amz-security-token";

    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Termination = "aws4_request";
    private const int DayLength = 8; // 20261122

    /// <summary>An instant as <see cref="DateHeader"/> has it.</summary>
    public static string Stamp(DateTimeOffset now) => now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The value of the header Authorization.</summary>
    /// <param name="request">The request.</param>
    /// <param name="credentials">Who signs.</param>
    /// <param name="region">For example <c>eu-west-1</c>.</param>
    /// <param name="service">The service's name in signatures; <c>ses</c> for Amazon SES.</param>
    /// <param name="stamp">The request's <see cref="DateHeader"/>.</param>
    public static string Authorize(AwsRequest request, AwsCredentials credentials, string region, string service, string stamp)
    {
        var day = stamp[..DayLength];
        var scope = $"{day}/{region}/{service}/{Termination}";
        var text = $"{Algorithm}\n{stamp}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalOf(request))))}";
        var key = KeyOf(credentials, day, region, service);
        var signature = Convert.ToHexStringLower(Hmac(key, text));
        CryptographicOperations.ZeroMemory(key);
        return $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={SignedHeadersOf(request)}, Signature={signature}";
    }

    /// <summary>The request in the one form that both sides hash.</summary>
    public static string CanonicalOf(AwsRequest request)
    {
        var text = new StringBuilder(512);
        text.Append(request.Method).Append('\n').Append(PathOf(request.Path)).Append('\n').Append(QueryOf(request.Query)).Append('\n');
        foreach (var (name, value) in Sorted(request)) text.Append(name).Append(':').Append(OneSpaced(value)).Append('\n');
        return text.Append('\n').Append(SignedHeadersOf(request)).Append('\n').Append(request.PayloadHash).ToString();
    }

    private static byte[] KeyOf(AwsCredentials credentials, string day, string region, string service)
    {
        var ofDay = Hmac(Encoding.UTF8.GetBytes("AWS4" + credentials.SecretAccessKey.Reveal()), day);
        return Hmac(Hmac(Hmac(ofDay, region), service), Termination);
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string PathOf(string path) => path.Length == 0 ? "/" : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string QueryOf(IReadOnlyList<(string Name, string Value)> query) => string.Join('&', query
        .Select(pair => (Name: Uri.EscapeDataString(pair.Name), Value: Uri.EscapeDataString(pair.Value)))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}"));

    private static string SignedHeadersOf(AwsRequest request) => string.Join(';', Sorted(request).Select(header => header.Name));

    private static IEnumerable<(string Name, string Value)> Sorted(AwsRequest request) =>
        request.Headers.Select(header => (header.Name.ToLowerInvariant(), header.Value)).OrderBy(header => header.Item1, StringComparer.Ordinal);

    private static string OneSpaced(string value) => string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
