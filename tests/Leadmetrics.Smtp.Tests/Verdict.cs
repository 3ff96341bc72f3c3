namespace Leadmetrics.Smtp.Tests;

/// <summary>How a send ended, for the one who decides whether to send again.</summary>
internal enum Verdict
{
    /// <summary>The server took it.</summary>
    Accepted,

    /// <summary>The server said no.</summary>
    Refused,

    /// <summary>It broke before the final dot: nothing was delivered.</summary>
    Failed,

    /// <summary>It broke after the final dot.</summary>
    Uncertain,
}
