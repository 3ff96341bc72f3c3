using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications.Mime;
using Leadmetrics.Notifications.Mime.Dkim;

namespace Leadmetrics.Notifications.Tests.Mime.Dkim;

/// <summary>Signs messages for tests by a key made for this run, and holds what is true of each.</summary>
internal static class Signed
{
    public const string Domain = "example.com";

    public const string Selector = "s1.2026";

    private static readonly RSA Key = RSA.Create(2048);

    public static readonly string Pem = Key.ExportPkcs8PrivateKeyPem();

    public static readonly DkimSigner Signer = NewSigner();

    public static IReadOnlyDictionary<string, string> Dns { get; } = new Dictionary<string, string> { [$"{Selector}._domainkey.{Domain}"] = RecordOf(Key) };

    public static DkimSigner NewSigner(bool leavesIdentityOut = false) =>
        DkimKey.TryRead(Pem, out var key, out var error) ? new DkimSigner(Domain, Selector, key, leavesIdentityOut) : throw new InvalidOperationException(error);

    public static string RecordOf(RSA key) => $"v=DKIM1; k=rsa; p={Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}";

    public static async Task<byte[]> AsBytesAsync(EmailMessage message, DkimSigner? signer = null)
    {
        await using var content = await OpenAsync(message, signer);
        var bytes = await Written.WriteAsync(content);
        WireForm.Check(bytes);
        Assert.Equal(content.Length, bytes.Length);
        Assert.True(bytes.AsSpan().StartsWith("DKIM-Signature: v=1;"u8));
        return bytes;
    }

    public static Task<MimeContent> OpenAsync(EmailMessage message, DkimSigner? signer = null) =>
        MimeContent.OpenAsync(Written.Submit(message), Written.Sender, signer ?? Signer, CancellationToken.None).AsTask();

    /// <summary>A message of given octets, signed.</summary>
    public static byte[] Sign(string header, string body, DkimSigner? signer = null)
    {
        using var hash = new RelaxedBodyHash();
        hash.Append(Encoding.ASCII.GetBytes(body));
        var bodyHash = new byte[32];
        hash.Finish(bodyHash);
        using var output = new HeaderBuffer();
        (signer ?? Signer).Write(output, Encoding.ASCII.GetBytes(header), bodyHash, Written.Date);
        return [.. output.Written.Span, .. Encoding.ASCII.GetBytes(header + "\r\n" + body)];
    }

    /// <summary>The signature's tags, unfolded.</summary>
    public static IReadOnlyDictionary<string, string> TagsOf(byte[] message)
    {
        var header = WireForm.Header(message).Replace("\r\n ", " ", StringComparison.Ordinal);
        var field = header[(header.IndexOf(':', StringComparison.Ordinal) + 1)..header.IndexOf("\r\n", StringComparison.Ordinal)];
        return field.Split(';').Select(tag => tag.Split('=', 2)).ToDictionary(tag => tag[0].Trim(), tag => tag[1].Trim().Replace(" ", "", StringComparison.Ordinal));
    }
}
