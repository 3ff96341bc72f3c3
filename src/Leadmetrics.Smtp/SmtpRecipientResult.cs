namespace Leadmetrics.Smtp;

/// <summary>What came of one recipient.</summary>
/// <param name="Recipient">The forward-path.</param>
/// <param name="Outcome">What came of it: the transaction's outcome where RCPT was accepted.</param>
/// <param name="Reply">The reply to its RCPT, or to the message where RCPT was accepted; <see langword="null"/> where there was none.</param>
public sealed record SmtpRecipientResult(Mailbox Recipient, SmtpOutcome Outcome, SmtpReply? Reply);
