namespace Leadmetrics.Smtp.Wire;

/// <summary>What a server may be seen to do, whatever its EHLO says.</summary>
internal enum HostTrait
{
    /// <summary>Advertises PIPELINING and answers only the first command of a group.</summary>
    StallsInGroups,

    /// <summary>Refuses or ignores what travels behind a final dot or a last chunk, though it takes groups of commands.</summary>
    TakesNothingBehindDot,

    /// <summary>Advertises CHUNKING and does not know BDAT: a chunk would be read as commands.</summary>
    RefusesChunks,

    /// <summary>Was seen to read the octets of a chunk that it refused, as RFC 3030 asks, and not to take them for commands.</summary>
    DiscardsRefusedChunks,

    /// <summary>Was seen to take the octets of a chunk that it refused for commands.</summary>
    ExecutesRefusedChunks,
}
