using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers.Smtp.Remedying;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Smtp;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>Tells the operator what a tenant is not told of a connect at send time: the policy's reason, the socket's error, what was said before authentication.</summary>
/// <remarks>
/// Once a minute and account for denials, and once for failures, whichever sender meets them: a slot holds when it was last told, and whoever moves it on by
/// compare-and-swap tells. The two do not share one, so that a name whose answers change cannot hide its denials behind failures.
/// </remarks>
internal sealed class ConnectLog(ILogger logger, SmtpConnectionOptions connection, SmtpAccountHint account)
{
    private const long Never = long.MinValue;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private long _denied = Never;
    private long _failed = Never;

    /// <summary>Logs what broke a send, where it was its connect and the last one was told a minute ago.</summary>
    public void Tell(Exception broken)
    {
        if (Denial(broken) is { } denial)
        {
            if (IsDue(ref _denied)) Log.ConnectDenied(logger, connection.Host, connection.Port, denial.Reason);
        }
        else if (broken is SmtpException { Phase: < SmtpPhase.Mail } failed && IsDue(ref _failed))
        {
            var failure = SmtpFailureMapper.Map(failed, account);
            Log.ConnectFailed(logger, connection.Host, connection.Port, failure.Kind, failure.Phase, CauseOf(failed));
        }
    }

    private bool IsDue(ref long slot)
    {
        var now = connection.TimeProvider.GetTimestamp();
        var last = Volatile.Read(ref slot);
        return (last == Never || connection.TimeProvider.GetElapsedTime(last, now) >= Pause) && Interlocked.CompareExchange(ref slot, now, last) == last;
    }

    // A server that refuses an account may name a person in its words: its codes say enough.
    private static string CauseOf(SmtpException failed) => failed switch
    {
        { Reply: { } reply, Phase: SmtpPhase.Auth } => string.Create(CultureInfo.InvariantCulture, $"{reply.Code} {reply.EnhancedCode}"),
        { Reply: { } reply } => ServerText.Sanitize(reply.ToString()),
        { CertificateErrors: not SslPolicyErrors.None } => failed.CertificateErrors.ToString(),
        { InnerException: SocketException socket } => socket.SocketErrorCode.ToString(),
        _ => failed.Failure.ToString(),
    };

    private static EgressDeniedException? Denial(Exception? broken)
    {
        for (; broken is not null; broken = broken.InnerException)
        {
            if (broken is EgressDeniedException denied) return denied;
        }

        return null;
    }
}
