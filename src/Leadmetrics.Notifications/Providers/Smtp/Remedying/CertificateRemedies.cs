using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Providers.Smtp.Remedying;

/// <summary>Tells what is wrong with a server's certificate. Pure.</summary>
/// <remarks>
/// The order: a certificate that a device in between made says nothing of the server; one that its server signed itself is wrong whatever its name and
/// dates; a wrong name is mended by typing the right one, which the dates are not.
/// </remarks>
internal static class CertificateRemedies
{
    private const string AuthorityInformationAccess = "1.3.6.1.5.5.7.1.1";

    // What security products and company proxies call the authority that they sign with.
    private static readonly string[] Interceptors =
    [
        "fortinet", "fortigate", "zscaler", "sophos", "sonicwall", "palo alto", "check point", "checkpoint", "watchguard", "barracuda", "cisco umbrella", "cisco secure", "blue coat", "bluecoat", "forcepoint", "websense", "netskope",
        "mcafee web gateway", "trend micro", "avast", "avg ", "kaspersky", "eset ssl", "bitdefender", "dr.web", "squid", "mitmproxy", "burp", "ssl inspection", "ssl-inspection", "tls inspection", "web gateway", "securly", "lightspeed", "smoothwall", "untangle",
    ];

    private static (string, Remedy) WrongName => ("The server's certificate is for another name.", Remedies.CertificateWrongName);

    private static (string, Remedy) Untrusted => ("The server's certificate is not trusted.", Remedies.CertificateUntrusted);

    public static (string Sentence, Remedy Remedy) Of(SslPolicyErrors errors, X509ChainStatusFlags chain, X509Certificate2? certificate)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return ("The server showed no certificate.", Remedies.TlsHandshakeFailed);
        if (certificate is null) return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? WrongName : Untrusted;
        if (Array.Exists(Interceptors, name => certificate.Issuer.Contains(name, StringComparison.OrdinalIgnoreCase))) return ("The server's certificate was made by a device in between.", Remedies.TlsIntercepted);
        if (IsSelfSigned(certificate)) return ("The server's certificate is self-signed.", Remedies.CertificateSelfSigned);
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return WrongName;
        if (chain.HasFlag(X509ChainStatusFlags.NotTimeValid)) return OutOfDates(certificate);
        return chain.HasFlag(X509ChainStatusFlags.PartialChain) && NamesItsIssuersCertificate(certificate)
            ? ("The server sends its certificate without the intermediate ones.", Remedies.CertificateChainIncomplete)
            : Untrusted;
    }

    // An authority of its own that signed a server's certificate bears another name than the server.
    private static bool IsSelfSigned(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    // NotTimeValid may be said of an element above it: the one that was shown decides which way.
    private static (string Sentence, Remedy Remedy) OutOfDates(X509Certificate2 certificate) => certificate.NotBefore > TimeProvider.System.GetLocalNow().DateTime
        ? ("The server's certificate is not valid yet.", Remedies.CertificateNotYetValid)
        : ("The server's certificate has expired.", Remedies.CertificateExpired);

    // Public authorities say where their intermediate certificates are to be had; private ones, whose root nobody has, do not.
    private static bool NamesItsIssuersCertificate(X509Certificate2 certificate)
    {
        try
        {
            return certificate.Extensions[AuthorityInformationAccess] is { } access && new X509AuthorityInformationAccessExtension(access.RawData).EnumerateCAIssuersUris().Any();
        }
        catch (CryptographicException)
        {
            // The server wrote it: it may be anything, and then it names nobody.
            return false;
        }
    }
}
