namespace Leadmetrics.Bench.Servers;

/// <summary>Who takes the mail.</summary>
internal enum ServerKind
{
    /// <summary>Postfix's smtp-sink: PIPELINING, no CHUNKING; throws mail away.</summary>
    Sink,

    /// <summary>A Postfix of its own that takes mail and discards it: PIPELINING, CHUNKING.</summary>
    Postfix,

    /// <summary>The bench's own sink, which only drains: PIPELINING, CHUNKING.</summary>
    Drain,
}
