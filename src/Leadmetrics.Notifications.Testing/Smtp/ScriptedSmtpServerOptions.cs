using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Leadmetrics.Notifications.Testing;

/// <summary>How a <see cref="ScriptedSmtpServer"/> behaves where no fault says otherwise. Settings are read as they are needed, so a test may change them between commands.</summary>
public sealed class ScriptedSmtpServerOptions
{
    /// <summary>The server's name in greeting and EHLO.</summary>
    /// <value>"scripted.test" by default.</value>
    public string Domain { get; set; } = "scripted.test";

    /// <summary>The whole greeting, code included, several lines allowed.</summary>
    /// <value>null by default: <c>220 DOMAIN ESMTP</c>.</value>
    public string? Greeting { get; set; }

    /// <summary>What EHLO offers.</summary>
    public ScriptedCapabilities Capabilities { get; set; } = new();

    /// <summary>What EHLO offers once the connection is under TLS.</summary>
    /// <value>null by default: the same as <see cref="Capabilities"/>.</value>
    public ScriptedCapabilities? CapabilitiesAfterTls { get; set; }

    /// <summary>When TLS is spoken.</summary>
    /// <value><see cref="ScriptedTls.None"/> by default.</value>
    public ScriptedTls Tls { get; set; }

    /// <summary>The certificate shown to the client, with its private key.</summary>
    /// <value>null by default: <see cref="TestCertificates.Valid"/> of <see cref="TestCertificates.Shared"/>.</value>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Certificates sent behind <see cref="Certificate"/>, such as an intermediate.</summary>
    public IList<X509Certificate2> ExtraCertificates { get; } = [];

    /// <summary>The TLS versions that the handshake allows.</summary>
    /// <value><see cref="SslProtocols.None"/> by default: the operating system's choice.</value>
    public SslProtocols TlsVersions { get; set; } = SslProtocols.None;

    /// <summary>Refuses MAIL on a clear connection with 530.</summary>
    /// <value>false by default.</value>
    public bool RequireTls { get; set; }

    /// <summary>Refuses MAIL with 530 until the client has authenticated.</summary>
    /// <value>false by default.</value>
    public bool RequireAuth { get; set; }

    /// <summary>Offers and accepts AUTH under TLS only (538 otherwise).</summary>
    /// <value>false by default.</value>
    public bool AuthOnlyAfterTls { get; set; }

    /// <summary>Users and their passwords, for PLAIN, LOGIN, CRAM-MD5 and SCRAM-SHA-256.</summary>
    public IDictionary<string, string> Users { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Users and their access tokens, for XOAUTH2 and OAUTHBEARER.</summary>
    public IDictionary<string, string> Tokens { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Takes any name with any password or token, by PLAIN, LOGIN, XOAUTH2 and OAUTHBEARER.</summary>
    /// <value>false by default. The other mechanisms cannot be passed without the real password.</value>
    public bool AcceptAnyCredentials { get; set; }

    /// <summary>The answer to wrong credentials.</summary>
    /// <value><c>535 5.7.8 Authentication credentials invalid</c> by default.</value>
    public string AuthenticationFailure { get; set; } = "535 5.7.8 Authentication credentials invalid";

    /// <summary>The answer to MAIL for an envelope sender; null as answer means the usual one.</summary>
    /// <value>null by default.</value>
    public Func<string, string?>? SenderReply { get; set; }

    /// <summary>The answer to RCPT for an address; null as answer means the usual one. <see cref="RecipientReplies"/> is asked first.</summary>
    /// <value>null by default.</value>
    public Func<string, string?>? RecipientReply { get; set; }

    /// <summary>Answers to RCPT by address, compared without regard to case.</summary>
    public IDictionary<string, string> RecipientReplies { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The answer to a whole message, after the dot or the last chunk; null as answer means the usual one.</summary>
    /// <value>null by default.</value>
    public Func<ReceivedMessage, string?>? MessageReply { get; set; }

    /// <summary>The answer to DATA where every RCPT was refused.</summary>
    /// <value><c>554 5.5.1 No valid recipients</c> by default; <c>354 Go ahead</c> is the server that takes an empty message then.</value>
    public string DataWithoutRecipients { get; set; } = "554 5.5.1 No valid recipients";

    /// <summary>Reads the octets behind a BDAT that is refused, as RFC 3030 demands.</summary>
    /// <value>true by default; false is the server that takes them for commands.</value>
    public bool ReadRefusedChunks { get; set; } = true;

    /// <summary>Answers 250 to a MAIL inside a transaction and goes on under the first sender, in place of 503: a client that forgets RSET sends under a sender that is not its own.</summary>
    /// <value>false by default.</value>
    public bool KeepFirstSender { get; set; }

    /// <summary>Answers <c>500 Pipelining not supported</c> to a command sent before the reply to the one ahead of it, and hangs up (OpenSMTPD).</summary>
    /// <value>false by default.</value>
    public bool RefusePipelinedCommands { get; set; }

    /// <summary>The most recipients of one transaction; further ones are answered 452.</summary>
    /// <value>null by default: no limit.</value>
    public int? MaxRecipients { get; set; }

    /// <summary>Sends every reply one byte a packet.</summary>
    /// <value>false by default.</value>
    public bool OneBytePerPacket { get; set; }

    /// <summary>Keeps message contents and the raw bytes of each direction.</summary>
    /// <value>true by default; false bounds the memory of a load test, and then <see cref="ReceivedMessage.Content"/> is empty.</value>
    public bool KeepContent { get; set; } = true;

    /// <summary>Keeps command records and transcript lines.</summary>
    /// <value>true by default; false makes a load peer that only counts and keeps messages.</value>
    public bool KeepTranscript { get; set; } = true;

    /// <summary>Listens on [::1] with the same port number too.</summary>
    /// <value>false by default.</value>
    public bool ListenOnIPv6 { get; set; }

    /// <summary>The clock that stamps what is received.</summary>
    /// <value><see cref="TimeProvider.System"/> by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
