namespace Leadmetrics.Notifications.Queue.Bodies;

/// <summary>What is stored of a queued mail cannot be read back.</summary>
internal sealed class MailBodyException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Whether it is a mail all the same, of a form that a later version writes and reads.</summary>
    public bool IsOfLaterForm { get; init; }
}
