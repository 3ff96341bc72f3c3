namespace Leadmetrics.Smtp;

/// <summary>An envelope that is tried without a message: MAIL, RCPT where there is a recipient, RSET. Never DATA.</summary>
/// <param name="Sender">The reverse-path.</param>
/// <param name="Recipient">The forward-path; <see langword="null"/>: MAIL alone.</param>
public sealed record SmtpEnvelopeProbe(Mailbox Sender, Mailbox? Recipient = null);
