namespace Leadmetrics.Notifications.Providers.Smtp.Transcripts;

/// <summary>Which of a server's replies may say words that are not its own: those to AUTH, and those to DATA and BDAT. Not safe for concurrent use.</summary>
/// <remarks>
/// A reply to AUTH may name the user or send back what was not understood; one to a message's content may quote it. Commands are sent before the ones before them are
/// answered, so replies are told apart by their order. State: what was sent and is not answered, in order. Invariant: what cannot be attributed
/// behind DATA or BDAT, a second reply for example, counts as the content's until another command is sent.
/// </remarks>
internal sealed class OwedReplies
{
    private readonly Queue<bool> _owed = new();
    private bool _authenticating;
    private bool _inContent;

    /// <summary>Whether the words of the reply that is owed first are withheld.</summary>
    public bool AreWithheld => _authenticating || (_owed.TryPeek(out var isContent) ? isContent : _inContent);

    /// <summary>A line was sent.</summary>
    public void Sent(string line)
    {
        _authenticating |= line.StartsWith("AUTH ", StringComparison.Ordinal) || line == "***";
        _inContent = line == "DATA" || line.StartsWith("BDAT ", StringComparison.Ordinal);
        _owed.Enqueue(_inContent);
    }

    /// <summary>A line came.</summary>
    public void Received(string line)
    {
        if (line.Length > 3 && line[3] != ' ') return;
        if (!line.StartsWith("334", StringComparison.Ordinal)) _authenticating = false;

        // Behind 354 the same command owes another reply, that to the final dot.
        if (!line.StartsWith("354", StringComparison.Ordinal) || !_owed.TryPeek(out var isContent) || !isContent) _owed.TryDequeue(out _);
    }
}
