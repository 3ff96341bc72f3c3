using System.Collections.Concurrent;

namespace Leadmetrics.Smtp;

/// <summary>Decides which TLS handshakes may resume a session, and leave one to be resumed.</summary>
/// <remarks>
/// SslStream keeps sessions for the whole process, by host name alone: not by port, tenant or settings. It runs the certificate check again on a session
/// that it resumes, with the certificate that the server showed when the session was made. So a session can never weaken a check; but one of
/// TLS 1.2 is offered again and again (a ticket of TLS 1.3 once), and where its certificate was good enough for AcceptAnyCertificate only, or has
/// expired while the server has a new one, the connection would be refused again and again.
/// Hence: nothing is kept where the check is relaxed, and a host whose certificate was refused once is not resumed any more in this process.
/// </remarks>
internal sealed class ResumptionPolicy
{
    /// <summary>Names are tenants' input: past this many nothing is resumed, which costs some time and nothing else.</summary>
    public const int MaxRefused = 1024;

    // Ordinal, as the platform's own key is.
    private readonly ConcurrentDictionary<string, bool> _refused = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The one of the process, as the platform's cache is.</summary>
    public static ResumptionPolicy Shared { get; } = new();

    /// <summary>Whether a handshake may resume.</summary>
    /// <param name="host">The name for SNI.</param>
    /// <param name="acceptsAnyCertificate">Whether the check is relaxed.</param>
    /// <param name="isWatched">Whether somebody wants to see what the server shows today.</param>
    public bool Allows(string host, bool acceptsAnyCertificate, bool isWatched) =>
        !acceptsAnyCertificate && !isWatched && Volatile.Read(ref _count) < MaxRefused && !_refused.ContainsKey(host);

    /// <summary>Notes that the certificate of a host was refused.</summary>
    /// <param name="host">The name for SNI.</param>
    public void CertificateRefused(string host)
    {
        if (Volatile.Read(ref _count) < MaxRefused && _refused.TryAdd(host, true)) Interlocked.Increment(ref _count);
    }
}
