using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Notifications.Testing;

/// <summary>Checks a Signature Version 4 by the request as it stood on the wire. It shares no code with the client that it tests.</summary>
internal sealed class SignatureVersion4(FakeSes ses)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <returns>Amazon's answer to what is wrong; null where the signature is right.</returns>
    public FakeSesAnswer? Check(FakeSesRequest request)
    {
        if (request.Header("Authorization") is not { } authorization)
            return FakeSesAnswer.Error(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
        if (!authorization.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal))
            return Incomplete();
        var parts = authorization[17..].Split(", ").Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part.ElementAtOrDefault(1) ?? "");
        if (!parts.TryGetValue("Credential", out var credential) || !parts.TryGetValue("SignedHeaders", out var names) || !parts.TryGetValue("Signature", out var signature))
            return Incomplete();
        if (request.Header("x-amz-date") is not { } stamp || !DateTimeOffset.TryParseExact(stamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signedAt))
            return Incomplete();
        if (Scope(credential.Split('/'), stamp) is { } wrong)
            return wrong;
        if ((ses.Clock.GetUtcNow() - signedAt).Duration() > Tolerance)
            return FakeSesAnswer.Error(403, "InvalidSignatureException", $"Signature expired: {stamp} is now earlier than {ses.Clock.GetUtcNow() - Tolerance:yyyyMMdd'T'HHmmss'Z'}");
        if (request.Header("x-amz-security-token") != ses.SessionToken)
            return FakeSesAnswer.Error(403, "UnrecognizedClientException", "The security token included in the request is invalid.");
        if (request.Header("x-amz-content-sha256") is { } told && told != Hex(SHA256.HashData(request.Body.Span)))
            return Mismatch();
        string[] signed = names.Split(';');
        if (!signed.Contains("host") || request.Headers.Any(header => header.Name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) && !signed.Contains(header.Name.ToLowerInvariant())))
            return Mismatch();
        if (request.Header("Content-Type") is not null && !signed.Contains("content-type"))
            return Mismatch();
        return Sign(request, signed, stamp) == signature ? null : Mismatch();
    }

    private FakeSesAnswer? Scope(string[] scope, string stamp)
    {
        if (scope.Length != 5 || scope[1] != stamp[..8] || scope[4] != "aws4_request")
            return Incomplete();
        if (scope[0] != ses.AccessKeyId)
            return FakeSesAnswer.Error(403, "UnrecognizedClientException", "The security token included in the request is invalid.");
        if (scope[2] != ses.Region)
            return FakeSesAnswer.Error(403, "InvalidSignatureException", $"Credential should be scoped to a valid region, not '{scope[2]}'.");
        return scope[3] == "ses" ? null : FakeSesAnswer.Error(403, "InvalidSignatureException", "Credential should be scoped to correct service: 'ses'.");
    }

    private string Sign(FakeSesRequest request, string[] signed, string stamp)
    {
        var canonical = new StringBuilder();
        canonical.Append(request.Method).Append('\n');
        foreach (var c in request.Path)
            canonical.Append(c is '/' or '-' or '.' or '_' or '~' || char.IsAsciiLetterOrDigit(c) ? c : string.Create(CultureInfo.InvariantCulture, $"%{(int)c:X2}"));
        canonical.Append("\n\n");
        foreach (var name in signed)
            canonical.Append(name).Append(':').Append(request.Header(name)).Append('\n');
        canonical.Append('\n').AppendJoin(';', signed).Append('\n').Append(Hex(SHA256.HashData(request.Body.Span)));
        var key = Encoding.ASCII.GetBytes("AWS4" + ses.SecretAccessKey);
        foreach (var step in new[] { stamp[..8], ses.Region, "ses", "aws4_request" })
            key = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(step));
        var text = $"AWS4-HMAC-SHA256\n{stamp}\n{stamp[..8]}/{ses.Region}/ses/aws4_request\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        return Hex(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text)));
    }

    private static string Hex(byte[] octets) => Convert.ToHexStringLower(octets);

    private static FakeSesAnswer Incomplete() => FakeSesAnswer.Error(403, "IncompleteSignatureException", "Authorization header requires 'Credential', 'SignedHeaders', 'Signature' and a date.");

    private static FakeSesAnswer Mismatch() => FakeSesAnswer.Error(403, "InvalidSignatureException", "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");
}
