using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Leadmetrics.Smtp;

/// <summary>What was found while a connection was made, step by step; filled even when the connection fails.</summary>
/// <remarks>
/// Used by one connect at a time. The facts are for operators: a tenant is shown less. A connect that is traced makes a full TLS handshake, so that the
/// certificate is the server's present one and not that of a session which is resumed.
/// </remarks>
public sealed class SmtpConnectTrace
{
    private readonly List<SmtpConnectStep> _steps = [];

    /// <summary>The steps that were begun, in order.</summary>
    public IReadOnlyList<SmtpConnectStep> Steps => _steps;

    /// <summary>The address that took the connection.</summary>
    public EndPoint? RemoteEndPoint { get; internal set; }

    /// <summary>The greeting.</summary>
    public SmtpReply? Greeting { get; internal set; }

    /// <summary>What the last EHLO offered.</summary>
    public SmtpCapabilities? Capabilities { get; internal set; }

    /// <summary>The TLS version agreed on.</summary>
    public SslProtocols? TlsProtocol { get; internal set; }

    /// <summary>The cipher suite agreed on.</summary>
    public TlsCipherSuite? CipherSuite { get; internal set; }

    /// <summary>The server's certificate, even where it was refused.</summary>
    public X509Certificate2? Certificate { get; internal set; }

    /// <summary>What the certificate check found.</summary>
    public SslPolicyErrors CertificateErrors { get; internal set; }

    /// <summary>The flags of every element of the certificate's chain, joined.</summary>
    public X509ChainStatusFlags ChainStatus { get; internal set; }

    /// <summary>The SASL mechanism used.</summary>
    public string? Mechanism { get; internal set; }

    /// <summary>Whether the connect has its place (<see cref="SmtpConnectionOptions.Places"/>), or needs none: until then nobody was called.</summary>
    public bool HasPlace { get; internal set; }

    /// <summary>An envelope to try at the end, without a message; RSET takes it back.</summary>
    /// <value><see langword="null"/>: the connect ends with AUTH.</value>
    public SmtpEnvelopeProbe? Envelope { get; init; }

    /// <summary>What MAIL was answered, where an envelope was tried.</summary>
    public SmtpReply? SenderReply { get; internal set; }

    /// <summary>What RCPT was answered, where an envelope with a recipient was tried.</summary>
    public SmtpReply? RecipientReply { get; internal set; }

    /// <summary>Hears of each step as it ends, on the connection's own time: it returns at once, and throws nothing.</summary>
    /// <value><see langword="null"/>: nobody does.</value>
    public Action<SmtpConnectStep>? StepEnded { get; init; }

    /// <summary>Whether the caller gave it, to learn what the server does today.</summary>
    internal bool IsWatched { get; init; } = true;

    internal void Add(SmtpConnectStep step)
    {
        _steps.Add(step);
        StepEnded?.Invoke(step);
    }
}
