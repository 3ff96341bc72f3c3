using System.Security.Cryptography.X509Certificates;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Diagnosis.Corpus;

/// <summary>The wrong kind of TLS, none, an old one, and certificates that do not check out.</summary>
internal static class TlsSetUps
{
    private const string Host = "smtp.example.com";
    private const string Secure = """{"secure":true}""";

    public static IReadOnlyList<SetUp> All { get; } =
    [
        new("465 set to STARTTLS", Host, 465, VerificationStage.Greeting, FailureKind.Tls, "port-expects-implicit-tls") { Build = street => street.Smtp(465, ScriptedTls.Implicit) },
        new("2525 with TLS from the first byte, set to STARTTLS", Host, 2525, VerificationStage.Greeting, FailureKind.Tls, "port-expects-implicit-tls") { Build = street => street.Smtp(2525, ScriptedTls.Implicit, options => options.Certificate = TestCertificates.Shared.SelfSigned) },
        new("587 set to TLS from the first byte", Host, 587, VerificationStage.Tls, FailureKind.Tls, "port-speaks-starttls") { Settings = Secure, Build = street => street.Smtp(587, ScriptedTls.StartTls) },
        new("25 set to TLS from the first byte", Host, 25, VerificationStage.Tls, FailureKind.Tls, "port-speaks-starttls") { Settings = Secure, Build = street => street.Smtp(25, ScriptedTls.StartTls) },
        new("587 set to TLS from the first byte, greets in several lines", Host, 587, VerificationStage.Tls, FailureKind.Tls, "port-speaks-starttls") { Settings = Secure, Build = street => street.Smtp(587, ScriptedTls.StartTls, options => options.Greeting = "220-smtp.example.com ESMTP Exim\n220-We do not authorize the use of this system\n220 to transport unsolicited mail.") },
        new("587 set to TLS from the first byte, IMAP is there", Host, 587, VerificationStage.Tls, FailureKind.Protocol, "mail-reading-server") { Settings = Secure, Build = street => street.Raw(587, "S: * OK IMAP4rev1") },
        new("587 set to TLS from the first byte, no TLS is there", Host, 587, VerificationStage.Tls, FailureKind.Tls, "no-tls-offered") { Settings = Secure, Build = street => street.Smtp(587, ScriptedTls.None) },
        new("no STARTTLS anywhere", Host, 587, VerificationStage.Tls, FailureKind.Tls, "no-tls-offered") { Build = street => street.Smtp(587, ScriptedTls.None) },
        new("no STARTTLS on 25, 587 has it", Host, 25, VerificationStage.Tls, FailureKind.Tls, "use-port-587")
        {
            Build = street =>
            {
                street.Smtp(25, ScriptedTls.None);
                street.Smtp(587, ScriptedTls.StartTls);
            },
        },
        new("no STARTTLS on 587, 465 is there", Host, 587, VerificationStage.Tls, FailureKind.Tls, "use-port-465")
        {
            Build = street =>
            {
                street.Smtp(587, ScriptedTls.None);
                street.Smtp(465, ScriptedTls.Implicit);
            },
        },
        new("a firewall masks STARTTLS", Host, 587, VerificationStage.Tls, FailureKind.Tls, "tls-intercepted") { Build = street => street.Smtp(587, ScriptedTls.None, options => options.Capabilities.Extra.Add("XXXXXXXA")) },
        new("a firewall masks the greeting", Host, 25, VerificationStage.Tls, FailureKind.Tls, "tls-intercepted") { Build = street => street.Smtp(25, ScriptedTls.None, options => options.Greeting = "220 ****************************") },
        new("STARTTLS refused for now", Host, 587, VerificationStage.Tls, FailureKind.Tls, "starttls-refused") { Build = street => street.Smtp(587, ScriptedTls.StartTls).At(SmtpPoint.StartTls, SmtpFault.Reply("454 4.7.0 TLS not available due to local problem")) },
        new("STARTTLS refused for good", Host, 587, VerificationStage.Tls, FailureKind.Tls, "starttls-refused") { Build = street => street.Smtp(587, ScriptedTls.StartTls).At(SmtpPoint.StartTls, SmtpFault.Reply("502 5.5.1 STARTTLS not supported")) },
        new("the handshake is cut", Host, 587, VerificationStage.Tls, FailureKind.Tls, "tls-handshake-failed") { Build = street => street.Smtp(587, ScriptedTls.StartTls).At(SmtpPoint.TlsHandshake, SmtpFault.Close) },
        new("the handshake is reset", Host, 465, VerificationStage.Tls, FailureKind.Tls, "tls-handshake-failed") { Settings = Secure, Build = street => street.Smtp(465, ScriptedTls.Implicit).At(SmtpPoint.TlsHandshake, SmtpFault.Reset) },
        new("the handshake is not answered", Host, 465, VerificationStage.Tls, FailureKind.Timeout, "tls-handshake-failed") { Settings = Secure, Build = street => street.Smtp(465, ScriptedTls.Implicit).At(SmtpPoint.TlsHandshake, SmtpFault.Silence) },
        new("TLS 1.0 alone, behind STARTTLS", Host, 587, VerificationStage.Tls, FailureKind.Tls, "tls-too-old") { Build = street => street.OldTls(587, startTls: true, "TLSv1") },
        new("TLS 1.1 alone, from the first byte", Host, 465, VerificationStage.Tls, FailureKind.Tls, "tls-too-old") { Settings = Secure, Build = street => street.OldTls(465, startTls: false, "TLSv1_1") },
        new("TLS 1.1 alone, behind STARTTLS", Host, 25, VerificationStage.Tls, FailureKind.Tls, "tls-too-old") { Build = street => street.OldTls(25, startTls: true, "TLSv1_1") },
        new("a client certificate is demanded, TLS 1.0 to 1.2", Host, 465, VerificationStage.Tls, FailureKind.Tls, "tls-handshake-failed") { Settings = Secure, Build = street => street.OldTls(465, startTls: false, "TLSv1-client") },
        Certificate("expired", TestCertificates.Shared.Expired, "certificate-wrong-name"),
        Certificate("expired, the name is right", FaultyCertificates.Expired(Host), "certificate-expired"),
        Certificate("not valid yet", FaultyCertificates.NotYetValid(Host), "certificate-not-yet-valid"),
        Certificate("self-signed", FaultyCertificates.SelfSigned(Host), "certificate-self-signed"),
        Certificate("a control panel's own, self-signed for another name", FaultyCertificates.SelfSigned("localhost.localdomain"), "certificate-self-signed"),
        Certificate("for another name", TestCertificates.Shared.Issue("server12.hosting.example"), "certificate-wrong-name"),
        Certificate("a wildcard that stands one label too high", TestCertificates.Shared.Issue("*.smtp.example.com"), "certificate-wrong-name"),
        Certificate("an unknown issuer", FaultyCertificates.By("CN=Example Ltd Internal Root", Host), "certificate-untrusted"),
        Certificate("without its intermediate", FaultyCertificates.By("CN=Example Public Issuing CA 4", Host, namesIssuersCertificate: true), "certificate-chain-incomplete"),
        Certificate("an unknown issuer, and what should name it cannot be read", FaultyCertificates.Unreadable("CN=Example Ltd Internal Root", Host), "certificate-untrusted"),
        Certificate("a company's firewall in between", FaultyCertificates.By("CN=FGT60E4Q17, OU=Certificate Authority, O=Fortinet", Host), "tls-intercepted"),
        Certificate("a virus scanner in between", FaultyCertificates.By("CN=Avast Web/Mail Shield Root", Host), "tls-intercepted"),
        Certificate("expired behind STARTTLS", FaultyCertificates.Expired(Host), "certificate-expired") with { Port = 587, Settings = "{}", Build = street => street.Smtp(587, ScriptedTls.StartTls, options => options.Certificate = FaultyCertificates.Expired(Host)) },
    ];

    private static SetUp Certificate(string name, X509Certificate2 certificate, string remedy) =>
        new($"certificate: {name}", Host, 465, VerificationStage.Tls, FailureKind.Tls, remedy) { Settings = Secure, Build = street => street.Smtp(465, ScriptedTls.Implicit, options => options.Certificate = certificate) };
}
