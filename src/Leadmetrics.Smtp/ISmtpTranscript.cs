namespace Leadmetrics.Smtp;

/// <summary>Hears a dialogue line by line. Secrets are left out by the state of the dialogue, message content is never passed.</summary>
public interface ISmtpTranscript
{
    /// <summary>A line that was sent, without CRLF; <c>AUTH PLAIN ***</c> and <c>***</c> where it held a secret.</summary>
    /// <param name="line">The line.</param>
    void Sent(string line);

    /// <summary>A line that came, without its line end.</summary>
    /// <param name="line">The line.</param>
    void Received(string line);
}
