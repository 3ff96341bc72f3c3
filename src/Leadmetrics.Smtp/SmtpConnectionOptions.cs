using System.Security.Cryptography.X509Certificates;

namespace Leadmetrics.Smtp;

/// <summary>Where and how to connect.</summary>
public sealed record SmtpConnectionOptions
{
    /// <summary>The server's name or address literal, in ASCII form; no CR, LF or NUL.</summary>
    /// <exception cref="ArgumentException">The value is empty or holds a control character or a space.</exception>
    public required string Host
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            if (value.AsSpan().ContainsAnyInRange('\0', ' ') || value.Contains('\u007f')) throw new ArgumentException("A host holds no control character and no space.", nameof(value));
            field = value;
        }
    }

    /// <summary>1 to 65535.</summary>
    public required int Port
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 65535);
            field = value;
        }
    }

    /// <summary>How the connection is protected.</summary>
    /// <value><see cref="SmtpTlsMode.StartTls"/>.</value>
    /// <remarks>
    /// TLS 1.2 and up. Sessions are resumed where the platform keeps them (.NET on Linux: by host name, not for address literals). The certificate of a resumed
    /// session is checked again, by the settings of the connection that resumes it. With <see cref="AcceptAnyCertificate"/>, where the connect is traced, and with
    /// a host whose certificate this process has refused before, no session is kept or resumed.
    /// </remarks>
    public SmtpTlsMode TlsMode { get; init; } = SmtpTlsMode.StartTls;

    /// <summary>The name for SNI and the one the certificate must carry.</summary>
    /// <value>The host, without a trailing dot.</value>
    public string? ServerName { get; init; }

    /// <summary>What EHLO says.</summary>
    /// <value>The machine's fully qualified name where it is a valid domain, else an address literal of the socket.</value>
    public EhloName? EhloName { get; init; }

    /// <summary>Who we say we are.</summary>
    /// <value><see langword="null"/>: no AUTH.</value>
    /// <remarks>
    /// With a token: XOAUTH2, else OAUTHBEARER. With a password: SCRAM-SHA-256, PLAIN, LOGIN, in this order; CRAM-MD5 only where none of them is offered.
    /// On a connection without TLS none of them is tried, not even those that keep the secret to themselves, unless <see cref="AllowClearTextCredentials"/> says so.
    /// </remarks>
    public SmtpCredentials? Credentials { get; init; }

    /// <summary>Whether a secret may cross a clear connection.</summary>
    /// <value><see langword="false"/>.</value>
    public bool AllowClearTextCredentials { get; init; }

    /// <summary>Whether any certificate is taken. Gives up the protection against an attacker in between.</summary>
    /// <value><see langword="false"/>.</value>
    public bool AcceptAnyCertificate { get; init; }

    /// <summary>Root certificates trusted beside the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>How long each step may take.</summary>
    public SmtpTimeouts Timeouts { get; init; } = SmtpTimeouts.Default;

    /// <summary>Opens the socket.</summary>
    /// <value><see langword="null"/>: all addresses of the host are tried, both families side by side (RFC 8305).</value>
    public SmtpDialer? Dialer { get; init; }

    /// <summary>Bounds the connections of many pools together: asked before a connection is dialled, told when it is closed.</summary>
    /// <value><see langword="null"/>: no bound but each pool's own.</value>
    public ISmtpConnectionPlaces? Places { get; init; }

    /// <summary>Hears the dialogue, secrets and content left out.</summary>
    public ISmtpTranscript? Transcript { get; init; }

    /// <summary>Is told of each connection as it is made, and may hear its dialogue.</summary>
    public ISmtpConnectWatcher? Watcher { get; init; }

    /// <summary>Whether commands travel in groups where the server advertises PIPELINING (RFC 2920).</summary>
    /// <value><see langword="true"/>.</value>
    public bool AllowPipelining { get; init; } = true;

    /// <summary>Whether content travels by BDAT where the server advertises CHUNKING (RFC 3030).</summary>
    /// <value><see langword="true"/>.</value>
    public bool AllowChunking { get; init; } = true;

    /// <summary>Where it is kept what servers were seen to do otherwise than they advertise.</summary>
    /// <value><see langword="null"/>: each pool, and each connection that is made without one, keeps its own.</value>
    public SmtpHostMemory? HostMemory { get; init; }

    /// <summary>The clock of every timeout.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
