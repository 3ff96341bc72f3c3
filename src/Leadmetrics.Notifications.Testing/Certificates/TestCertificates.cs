using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Leadmetrics.Notifications.Testing;

/// <summary>Certificates made at run time, in memory: an authority of their own and servers' certificates, good and bad. ECDSA P-256.</summary>
public sealed class TestCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly TimeProvider _time;
    private readonly Lazy<X509Certificate2> _valid;
    private readonly Lazy<X509Certificate2> _expired;
    private readonly Lazy<X509Certificate2> _notYetValid;
    private readonly Lazy<X509Certificate2> _wrongName;
    private readonly Lazy<X509Certificate2> _selfSigned;
    private readonly Lazy<X509Certificate2> _unknownIssuer;
    private readonly Lazy<X509Certificate2> _intermediate;
    private readonly Lazy<X509Certificate2> _behindIntermediate;

    /// <summary>Makes the authority; everything else is made when it is first asked for.</summary>
    /// <param name="time">The clock around which validity is laid; <see cref="TimeProvider.System"/> by default.</param>
    public TestCertificates(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        Authority = CreateAuthority("CN=Leadmetrics Test Authority", null);
        _valid = new(() => Issue("localhost"));
        _expired = new(() => Issue(["localhost"], TimeSpan.FromDays(-30), TimeSpan.FromDays(-1), Authority));
        _notYetValid = new(() => Issue(["localhost"], TimeSpan.FromDays(1), TimeSpan.FromDays(30), Authority));
        _wrongName = new(() => Issue(["elsewhere.test"], TimeSpan.FromDays(-1), TimeSpan.FromDays(30), Authority, loopback: false));
        _selfSigned = new(() => Issue(["localhost"], TimeSpan.FromDays(-1), TimeSpan.FromDays(30), null));
        _unknownIssuer = new(() =>
        {
            using var other = CreateAuthority("CN=Another Test Authority", null);
            return Issue(["localhost"], TimeSpan.FromDays(-1), TimeSpan.FromDays(30), other);
        });
        _intermediate = new(() => CreateAuthority("CN=Leadmetrics Test Intermediate", Authority));
        _behindIntermediate = new(() => Issue(["localhost"], TimeSpan.FromDays(-1), TimeSpan.FromDays(30), _intermediate.Value));
    }

    /// <summary>One set for the whole process; never dispose it.</summary>
    public static TestCertificates Shared { get; } = new();

    /// <summary>The authority; a client that trusts it, trusts <see cref="Valid"/>. It bears its private key.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>The authority as PEM, without its key, for clients that read a file.</summary>
    public string AuthorityPem => Authority.ExportCertificatePem();

    /// <summary>For localhost, 127.0.0.1 and ::1, signed by <see cref="Authority"/>.</summary>
    public X509Certificate2 Valid => _valid.Value;

    /// <summary>As <see cref="Valid"/>, but its time ended a day ago.</summary>
    public X509Certificate2 Expired => _expired.Value;

    /// <summary>As <see cref="Valid"/>, but its time begins in a day.</summary>
    public X509Certificate2 NotYetValid => _notYetValid.Value;

    /// <summary>Signed by <see cref="Authority"/>, for elsewhere.test alone.</summary>
    public X509Certificate2 WrongName => _wrongName.Value;

    /// <summary>For localhost, signed by itself.</summary>
    public X509Certificate2 SelfSigned => _selfSigned.Value;

    /// <summary>For localhost, signed by an authority that nobody knows.</summary>
    public X509Certificate2 UnknownIssuer => _unknownIssuer.Value;

    /// <summary>An intermediate authority below <see cref="Authority"/>.</summary>
    public X509Certificate2 Intermediate => _intermediate.Value;

    /// <summary>For localhost, signed by <see cref="Intermediate"/>: a server that shows it alone has an incomplete chain; with <see cref="ScriptedSmtpServerOptions.ExtraCertificates"/> it is whole.</summary>
    public X509Certificate2 BehindIntermediate => _behindIntermediate.Value;

    /// <summary>Makes a certificate for these names and the loopback addresses, valid from yesterday for 30 days, signed by <see cref="Authority"/>.</summary>
    /// <param name="names">DNS names, in ASCII; the first is the subject.</param>
    public X509Certificate2 Issue(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfZero(names.Length);
        return Issue(names, TimeSpan.FromDays(-1), TimeSpan.FromDays(30), Authority);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Authority.Dispose();
        foreach (var made in new[] { _valid, _expired, _notYetValid, _wrongName, _selfSigned, _unknownIssuer, _intermediate, _behindIntermediate })
        {
            if (made.IsValueCreated)
                made.Value.Dispose();
        }
    }

    private X509Certificate2 CreateAuthority(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return Sign(request, key, issuer, TimeSpan.FromDays(-400), TimeSpan.FromDays(400));
    }

    private X509Certificate2 Issue(string[] names, TimeSpan from, TimeSpan to, X509Certificate2? issuer, bool loopback = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
            alternatives.AddDnsName(name);
        if (loopback)
        {
            alternatives.AddIpAddress(IPAddress.Loopback);
            alternatives.AddIpAddress(IPAddress.IPv6Loopback);
        }
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return Sign(request, key, issuer, from, to);
    }

    private X509Certificate2 Sign(CertificateRequest request, ECDsa key, X509Certificate2? issuer, TimeSpan from, TimeSpan to)
    {
        var now = _time.GetUtcNow();
        var (notBefore, notAfter) = (now + from, now + to);
        X509Certificate2 certificate;
        if (issuer is null)
            certificate = request.CreateSelfSigned(notBefore, notAfter);
        else
        {
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
            var serial = RandomNumberGenerator.GetBytes(12);
            serial[0] &= 0x7F;
            using var signed = request.Create(
                issuer, notBefore < issuer.NotBefore ? issuer.NotBefore : notBefore, notAfter > issuer.NotAfter ? issuer.NotAfter : notAfter, serial);
            certificate = signed.CopyWithPrivateKey(key);
        }
        using (certificate)
        {
            // Schannel cannot use an ephemeral key; a round trip through PKCS #12 gives it one that it can.
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
    }
}
