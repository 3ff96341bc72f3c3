using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Diagnosis.Corpus;

/// <summary>Certificates for any name, each with one fault. Made at run time.</summary>
internal static class FaultyCertificates
{
    private static readonly Uri IssuersCertificate = new("http://ca.example.com/issuing-4.cer");

    public static X509Certificate2 Expired(string name) => Issue(name, TestCertificates.Shared.Authority, -30, -1);

    public static X509Certificate2 NotYetValid(string name) => Issue(name, TestCertificates.Shared.Authority, 1, 30);

    public static X509Certificate2 SelfSigned(string name) => Issue(name, null, -1, 30);

    /// <summary>Signed by an authority of this name, which nobody knows.</summary>
    public static X509Certificate2 By(string authority, string name, bool namesIssuersCertificate = false, bool garbage = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(authority, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var issuer = request.CreateSelfSigned(Day(-400), Day(400));
        return Issue(name, issuer, -1, 30, namesIssuersCertificate, garbage);
    }

    /// <summary>Its extensions hold what is no ASN.1.</summary>
    public static X509Certificate2 Unreadable(string authority, string name) => By(authority, name, garbage: true);

    private static X509Certificate2 Issue(string name, X509Certificate2? issuer, int from, int to, bool namesIssuersCertificate = false, bool garbage = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        if (namesIssuersCertificate) request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([], [IssuersCertificate.ToString()]));
        if (garbage) request.CertificateExtensions.Add(new X509Extension("1.3.6.1.5.5.7.1.1", [0x30, 0x82, 0xFF, 0xFF, 0x01], critical: false));
        if (issuer is null)
        {
            using var own = request.CreateSelfSigned(Day(from), Day(to));
            return Keep(own);
        }

        using var signed = request.Create(issuer, Day(from), Day(to), RandomNumberGenerator.GetBytes(8));
        using var whole = signed.CopyWithPrivateKey(key);
        return Keep(whole);
    }

    private static X509Certificate2 Keep(X509Certificate2 certificate) => X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);

    private static DateTimeOffset Day(int days) => TimeProvider.System.GetUtcNow().AddDays(days);
}
