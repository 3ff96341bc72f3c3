namespace Leadmetrics.Smtp;

/// <summary>What came of a message, for one recipient or for the transaction.</summary>
public enum SmtpOutcome
{
    /// <summary>A 2xx reply to the message's own final dot or last chunk.</summary>
    Accepted,

    /// <summary>Permanently refused (5yz).</summary>
    Rejected,

    /// <summary>Not taken now (4yz, or a failure before the final dot): a later try is safe.</summary>
    Deferred,

    /// <summary>The final dot left and no whole reply came back: the server may or may not have taken the message.</summary>
    Uncertain,
}
