namespace Leadmetrics.Smtp.Wire;

/// <summary>Why a connection is dead: one fact, told to each transaction with the phase that it had reached.</summary>
internal sealed record ConnectionFault(SmtpFailure Failure, string Message, SmtpReply? Reply = null, Exception? Cause = null)
{
    public SmtpException ToException(SmtpPhase phase, IReadOnlyList<SmtpRecipientResult>? recipients = null) => new(Failure, phase, Message, Reply, Cause) { Recipients = recipients ?? [] };
}
