namespace Leadmetrics.Smtp.Wire;

/// <summary>The command that a reply answers.</summary>
internal enum ReplyTo
{
    Rset,
    Mail,
    Rcpt,
    Data,

    /// <summary>A chunk that is not the last.</summary>
    Chunk,

    /// <summary>The final dot, or the last chunk.</summary>
    Dot,

    /// <summary>The dot of an empty message, which ends a DATA that was answered 354 though nothing was to be sent (RFC 2920 section 3.1).</summary>
    EmptyDot,

    /// <summary>A command of the question what the server does with a chunk that it refuses (<see cref="ChunkQuestion"/>).</summary>
    Question,
    Quit,
}
