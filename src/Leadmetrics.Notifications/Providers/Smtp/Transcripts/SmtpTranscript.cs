using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Smtp;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Providers.Smtp.Transcripts;

/// <summary>Logs one connection's dialogue, line by line, with nobody's address in it.</summary>
/// <remarks>
/// States: heard → ended, for good, by the first line that comes while the switch is off: what is not heard would leave the state of the dialogue behind.
/// The engine has left secrets and contents out by that state. A server's words that may not be its own are left out, too (<see cref="OwedReplies"/>). Local parts
/// are masked wherever an address stands, and those of the envelope wherever a server repeats them; of an envelope too large for that the replies' codes alone are logged.
/// </remarks>
internal sealed class SmtpTranscript(SmtpTranscripts transcripts, ILogger logger, TenantId tenant, long connection) : ISmtpTranscript
{
    private readonly Lock _lock = new();
    private readonly AddressMask _mask = new();
    private readonly OwedReplies _owed = new();
    private volatile bool _hasEnded;

    public void Sent(string line)
    {
        if (!IsHeard()) return;
        string masked;
        lock (_lock)
        {
            _owed.Sent(line);
            masked = _mask.Command(line);
        }

        Log.TranscriptSent(logger, connection, masked);
    }

    public void Received(string line)
    {
        if (!IsHeard()) return;
        string masked;
        lock (_lock)
        {
            masked = _owed.AreWithheld || _mask.IsFull ? ReplyCodes.Of(line) : _mask.Reply(line);
            _owed.Received(line);
        }

        Log.TranscriptReceived(logger, connection, masked);
    }

    private bool IsHeard()
    {
        if (_hasEnded) return false;
        if (transcripts.IsOn(tenant)) return true;
        _hasEnded = true;
        return false;
    }
}
