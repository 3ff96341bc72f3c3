namespace Leadmetrics.Notifications.Tenancy;

/// <summary>A mail was not taken into the queue.</summary>
public sealed class QueueRefusedException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="refusal">Why.</param>
    /// <param name="message">One sentence that says what to do.</param>
    public QueueRefusedException(QueueRefusal refusal, string message)
        : base(message) => Refusal = refusal;

    /// <summary>Why.</summary>
    public QueueRefusal Refusal { get; }
}
