using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Leadmetrics.Notifications.Testing;

internal sealed partial class SmtpSession
{
    private async ValueTask StartTlsAsync()
    {
        if (_options.Tls != ScriptedTls.StartTls)
        {
            Write("502 5.5.1 STARTTLS is not offered");
            return;
        }
        if (_connection.IsTls)
        {
            Write("503 5.5.1 TLS is active already");
            return;
        }
        if (!Positive(await AnswerAsync(SmtpPoint.StartTls, "220 2.0.0 Ready to start TLS").ConfigureAwait(false)) || _over)
            return;
        await _wire.FlushAsync().ConfigureAwait(false);
        _connection.OctetsBehindStartTls = _wire.DiscardBuffered();
        await HandshakeAsync().ConfigureAwait(false);
        // RFC 3207 4.2: what was learnt in clear is forgotten.
        _connection.EhloName = null;
        _connection.AuthenticatedUser = null;
        _transaction = null;
    }

    private async ValueTask HandshakeAsync()
    {
        var clear = _wire.Stream;
        // An empty read returns when the client's first bytes are there, without taking them.
        await clear.ReadAsync(Memory<byte>.Empty, _stopping).ConfigureAwait(false);
        await AnswerAsync(SmtpPoint.TlsHandshake, null).ConfigureAwait(false);
        if (_over)
            return;
        var tls = new SslStream(clear, leaveInnerStreamOpen: false);
        _wire.Stream = tls;
        await tls.AuthenticateAsServerAsync(
            (_, hello, _, _) =>
            {
                _connection.ServerName = hello.ServerName.Length == 0 ? null : hello.ServerName;
                return ValueTask.FromResult(ServerOptions());
            },
            null,
            _stopping).ConfigureAwait(false);
        _connection.TlsVersion = tls.SslProtocol;
        _connection.IsTls = true;
    }

    private SslServerAuthenticationOptions ServerOptions() => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(
            _certificate!, new X509Certificate2Collection(_options.ExtraCertificates.ToArray()), offline: true),
        EnabledSslProtocols = _options.TlsVersions,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
    };
}
