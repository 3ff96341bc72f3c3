using System.Buffers;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Smtp;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Providers.Smtp.Transcripts;

/// <summary>Logs one connection's dialogue, line by line, with nobody's address in it.</summary>
/// <remarks>
/// The engine has left secrets and contents out by the state of the dialogue. From AUTH to its last reply a server's words are left out, too: they may name the
/// user, or send back what it did not understand. Local parts are masked wherever an address stands, and those of the envelope wherever a server repeats them.
/// </remarks>
internal sealed class SmtpTranscript(SmtpTranscripts transcripts, ILogger logger, TenantId tenant, long connection) : ISmtpTranscript
{
    private static readonly SearchValues<char> StatusCharacters = SearchValues.Create("0123456789.");

    private readonly Lock _lock = new();
    private readonly AddressMask _mask = new();
    private bool _authenticating;

    public void Sent(string line)
    {
        if (!transcripts.IsOn(tenant)) return;
        string masked;
        lock (_lock)
        {
            _authenticating |= line.StartsWith("AUTH ", StringComparison.Ordinal) || line == "***";
            masked = _mask.Command(line);
        }

        Log.TranscriptSent(logger, connection, masked);
    }

    public void Received(string line)
    {
        if (!transcripts.IsOn(tenant)) return;
        string masked;
        lock (_lock)
        {
            masked = _authenticating ? CodesOf(line) : _mask.Reply(line);
            if (_authenticating && EndsAuthentication(line)) _authenticating = false;
        }

        Log.TranscriptReceived(logger, connection, masked);
    }

    private static bool EndsAuthentication(string line) => !line.StartsWith("334", StringComparison.Ordinal) && (line.Length == 3 || line[3] == ' ');

    // "535-5.7.8 …": the code, and the enhanced one where there is one.
    private static string CodesOf(string line)
    {
        if (line.Length <= 4) return line;
        var rest = line.AsSpan(4);
        var end = rest.IndexOf(' ');
        var word = end < 0 ? rest : rest[..end];
        var isStatus = word is ['2' or '4' or '5', '.', ..] && word.Length <= 11 && !word.ContainsAnyExcept(StatusCharacters);
        return isStatus ? $"{line.AsSpan(0, 4)}{word} ***" : $"{line.AsSpan(0, 4)}***";
    }
}
