namespace Leadmetrics.Smtp.Wire;

/// <summary>A reply that is owed: what it answers, for whom, and the recipient's index where it answers RCPT.</summary>
internal readonly record struct ExpectedReply(ReplyTo To, SendOperation? Operation, int Recipient = 0);
