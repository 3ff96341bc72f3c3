namespace Leadmetrics.Chaos.Sinks;

/// <summary>Where a sink cuts a connection.</summary>
internal enum Cut
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>In the middle of a mail's content.</summary>
    BeforeDot,

    /// <summary>Behind the final dot; the mail is thrown away.</summary>
    AfterDotLost,

    /// <summary>Behind the final dot; the mail is taken, and nobody is told.</summary>
    AfterDotTaken,
}
