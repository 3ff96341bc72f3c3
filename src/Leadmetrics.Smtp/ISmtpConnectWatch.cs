namespace Leadmetrics.Smtp;

/// <summary>Watches one connection while it is made.</summary>
public interface ISmtpConnectWatch
{
    /// <summary>Hears the connection's whole dialogue; asked once, before it is dialled.</summary>
    /// <value><see langword="null"/>: <see cref="SmtpConnectionOptions.Transcript"/> does, where there is one.</value>
    ISmtpTranscript? Transcript { get; }

    /// <summary>The connection is ready for messages, or was not made.</summary>
    /// <param name="trace">The steps and what they found.</param>
    /// <param name="broken">What broke it; <see langword="null"/> where nothing did.</param>
    void Ended(SmtpConnectTrace trace, Exception? broken);
}
