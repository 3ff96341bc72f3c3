namespace Leadmetrics.Notifications.Queue.Bodies;

/// <summary>What is stored of a queued mail cannot be read back.</summary>
internal sealed class MailBodyException(string message, Exception? innerException = null) : Exception(message, innerException);
