using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Leadmetrics.Smtp;

// STARTTLS and the handshake. Which sessions are resumed: ResumptionPolicy.
public sealed partial class SmtpConnection
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private async Task<bool> StartTlsAsync(SmtpConnectTrace trace, CancellationToken cancellationToken)
    {
        if (!Capabilities.StartTls) throw new SmtpException(SmtpFailure.Tls, SmtpPhase.Tls, "The server does not offer STARTTLS, and TLS is required.");
        _commands.StartTls();
        var reply = await AskAsync(SmtpPhase.Tls, cancellationToken).ConfigureAwait(false);
        if (!reply.IsPositive) throw new SmtpException(SmtpFailure.Tls, SmtpPhase.Tls, $"The server refused STARTTLS with {reply.Code}.", reply);
        // Whatever came in clear behind the 220 was put there by somebody who wants it read as if it had come through TLS.
        if (_reader.HasBufferedBytes) throw new SmtpException(SmtpFailure.Protocol, SmtpPhase.Tls, "Bytes came in clear text behind the reply to STARTTLS.");
        return await SecureAsync(trace, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> SecureAsync(SmtpConnectTrace trace, CancellationToken cancellationToken)
    {
        var check = new CertificateCheck(_options, trace);
        var secured = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = secured;
        var target = (_options.ServerName ?? _options.Host).TrimEnd('.');
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = target,
            AllowTlsResume = ResumptionPolicy.Shared.Allows(target, _options.AcceptAnyCertificate, trace.IsWatched),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = ChainPolicy(),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => check.Accept(certificate, chain, errors),
        };
        try
        {
            await BoundedAsync(
                _options,
                SmtpPhase.Tls,
                _options.Timeouts.Session,
                async token =>
                {
                    await secured.AuthenticateAsClientAsync(options, token).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (SmtpException exception) when (exception.Failure == SmtpFailure.Tls)
        {
            if (trace.CertificateErrors != SslPolicyErrors.None) ResumptionPolicy.Shared.CertificateRefused(target);
            throw new SmtpException(SmtpFailure.Tls, SmtpPhase.Tls, Explain(trace), innerException: exception.InnerException) { CertificateErrors = trace.CertificateErrors, ChainStatus = trace.ChainStatus, Certificate = trace.Certificate };
        }
        catch (SmtpException exception) when (exception.Failure == SmtpFailure.ConnectionLost)
        {
            // Many a server that does not like our versions or ciphers says so by hanging up, without an alert.
            throw new SmtpException(SmtpFailure.Tls, SmtpPhase.Tls, "The server cut the connection during the TLS handshake: it may speak no TLS here, or none from 1.2 on.", innerException: exception.InnerException);
        }

        trace.TlsProtocol = secured.SslProtocol;
        trace.CipherSuite = secured.NegotiatedCipherSuite;
        _reader.SwitchTo(secured);
        _output.SwitchTo(secured);
        IsEncrypted = true;
        return true;
    }

    // A server's certificate must not make us call addresses: no download by AIA, no revocation fetch.
    private static X509ChainPolicy ChainPolicy() => new()
    {
        DisableCertificateDownloads = true,
        RevocationMode = X509RevocationMode.NoCheck,
    };

    private static string Explain(SmtpConnectTrace trace)
    {
        var errors = trace.CertificateErrors;
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return "The server showed no certificate.";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return "The server's certificate is for another name.";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)) return $"The server's certificate is not trusted: {trace.ChainStatus}.";
        return "TLS could not be agreed on: the server speaks no TLS here, or none from 1.2 on.";
    }

    private sealed class CertificateCheck(SmtpConnectionOptions options, SmtpConnectTrace trace)
    {
        public bool Accept(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            trace.Certificate = certificate is null ? null : new X509Certificate2(certificate);
            trace.CertificateErrors = errors;
            trace.ChainStatus = Join(chain);
            if (errors == SslPolicyErrors.None || options.AcceptAnyCertificate) return true;
            if (errors != SslPolicyErrors.RemoteCertificateChainErrors || options.TrustedRoots is not { Count: > 0 } roots || trace.Certificate is null) return false;
            if (!BuildsTo(roots, trace.Certificate, chain)) return false;
            trace.CertificateErrors = SslPolicyErrors.None;
            trace.ChainStatus = X509ChainStatusFlags.NoError;
            return true;
        }

        private static bool BuildsTo(X509Certificate2Collection roots, X509Certificate2 certificate, X509Chain? seen)
        {
            using var chain = new X509Chain();
            chain.ChainPolicy = ChainPolicy();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
            // What the server sent along: the intermediates.
            if (seen is not null) chain.ChainPolicy.ExtraStore.AddRange(seen.ChainPolicy.ExtraStore);
            return chain.Build(certificate);
        }

        private static X509ChainStatusFlags Join(X509Chain? chain)
        {
            var flags = X509ChainStatusFlags.NoError;
            foreach (var status in chain?.ChainStatus ?? []) flags |= status.Status;
            return flags;
        }
    }
}
