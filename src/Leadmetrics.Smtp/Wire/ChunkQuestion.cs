namespace Leadmetrics.Smtp.Wire;

/// <summary>Finds out what a server does with the octets of a chunk that it refuses, before any message depends on it.</summary>
/// <remarks>
/// Whole messages may only travel ahead of the replies to their recipients where a refused chunk is read and dropped (RFC 3030 section 2); a
/// server that takes it for commands could be made to run whatever a message holds. So it is asked with a chunk that is harmless as commands:
/// <c>RSET, MAIL, BDAT 6 LAST</c> with the octets <c>NOOP CRLF</c> and no recipient, then EHLO. The reply behind that of BDAT is EHLO's, of several
/// lines, or there was one for NOOP.
/// </remarks>
internal sealed class ChunkQuestion
{
    private int _replies;
    private bool _refused;

    /// <summary>Whether the server refused RSET: it takes nothing behind a dot, and how many replies it will still give cannot be told.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Whether the chunk was refused and dropped.</summary>
    public bool Discards { get; private set; }

    /// <summary>The replies that the question is owed where the server does it right.</summary>
    public static int Owed => 4;

    /// <summary>Writes the question.</summary>
    /// <param name="commands">Where to.</param>
    /// <param name="name">What EHLO says.</param>
    public static void Write(CommandWriter commands, EhloName name)
    {
        commands.Rset();
        commands.Mail(null, null, eightBit: false, smtpUtf8: false);
        commands.RefusedChunk();
        commands.Ehlo(name);
    }

    /// <summary>Takes the next reply.</summary>
    /// <param name="reply">The reply.</param>
    /// <returns><see langword="false"/> where it answered what no command asked: the octets of the chunk.</returns>
    public bool Take(SmtpReply reply)
    {
        _replies++;
        if (_replies == 1) IsLost = !reply.IsPositive;
        if (_replies == 3) _refused = !reply.IsPositive;
        if (_replies != 4) return true;
        // A refusal is EHLO's own, which some do not want twice: nothing is known then.
        if (!reply.IsPositive) return true;
        Discards = _refused && reply.Lines.Count > 1;
        return reply.Lines.Count > 1;
    }
}
