namespace Leadmetrics.Smtp.Wire;

/// <summary>The server sent what is no reply. Never leaves the engine: it becomes an <see cref="SmtpException"/> that knows the phase.</summary>
internal sealed class ReplyFormatException(string message) : Exception(message);
