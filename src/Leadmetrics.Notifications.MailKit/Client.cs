using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Leadmetrics.Smtp;
using MailKit.Net.Smtp;
using MimeKit;

namespace Leadmetrics.Notifications.MailKit;

/// <summary>MailKit's client with the engine's rules: its TLS, no exception for a refused recipient, and messages left as they are.</summary>
internal sealed class Client : SmtpClient
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly SmtpConnectionOptions _options;
    private readonly SmtpConnectTrace _trace;

    public Client(SmtpConnectionOptions options, Dialogue dialogue, SmtpConnectTrace trace)
        : base(dialogue)
    {
        _options = options;
        _trace = trace;
        ServerCertificateValidationCallback = (_, certificate, chain, errors) => Accept(certificate, chain, errors);
    }

    /// <summary>The length of the message that goes next, for SIZE; -1 where it is unknown.</summary>
    public long Size { get; set; }

    protected override SslClientAuthenticationOptions GetSslClientAuthenticationOptions(string host, RemoteCertificateValidationCallback remoteCertificateValidationCallback)
    {
        var tls = base.GetSslClientAuthenticationOptions(host, remoteCertificateValidationCallback);
        tls.TargetHost = _options.ServerName ?? _options.Host.TrimEnd('.');
        tls.EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        tls.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        tls.CertificateChainPolicy = ChainPolicy();
        return tls;
    }

    // The replies are kept by the dialogue.
    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
    }

    protected override void Prepare(FormatOptions options, MimeMessage message, EncodingConstraint constraint, int maxLineLength)
    {
    }

    protected override Task<long> GetSizeAsync(FormatOptions options, MimeMessage message, CancellationToken cancellationToken) => Task.FromResult(Size);

    // A server's certificate must not make us call addresses: no download by AIA, no revocation fetch.
    private static X509ChainPolicy ChainPolicy() => new() { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };

    private static bool BuildsTo(X509Certificate2Collection roots, X509Certificate2 certificate, X509Chain? seen)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy = ChainPolicy();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (seen is not null) chain.ChainPolicy.ExtraStore.AddRange(seen.ChainPolicy.ExtraStore);
        return chain.Build(certificate);
    }

    private bool Accept(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var flags = X509ChainStatusFlags.NoError;
        foreach (var status in chain?.ChainStatus ?? []) flags |= status.Status;
        _trace.Certificate = certificate is null ? null : new X509Certificate2(certificate);
        _trace.CertificateErrors = errors;
        _trace.ChainStatus = flags;
        if (errors == SslPolicyErrors.None || _options.AcceptAnyCertificate) return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || _options.TrustedRoots is not { Count: > 0 } roots || _trace.Certificate is null) return false;
        if (!BuildsTo(roots, _trace.Certificate, chain)) return false;
        _trace.CertificateErrors = SslPolicyErrors.None;
        _trace.ChainStatus = X509ChainStatusFlags.NoError;
        return true;
    }
}
