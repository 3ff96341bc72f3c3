using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid.Events;

/// <summary>Signs as SendGrid does, with a key that lives as long as the test.</summary>
internal sealed class EventSigner : IDisposable
{
    private readonly ECDsa _key;

    public EventSigner()
        : this(ECCurve.NamedCurves.nistP256)
    {
    }

    public EventSigner(ECCurve curve) => _key = ECDsa.Create(curve);

    public string PublicKey => Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo());

    public static string At(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    public string Sign(string timestamp, ReadOnlySpan<byte> body) =>
        Convert.ToBase64String(_key.SignData([.. Encoding.ASCII.GetBytes(timestamp), .. body], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    public void Dispose() => _key.Dispose();
}
