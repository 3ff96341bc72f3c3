using System.Runtime.ExceptionServices;
using Leadmetrics.Smtp;
using MimeKit;

namespace Leadmetrics.Notifications.MailKit;

// One message.
internal sealed partial class Connection
{
    // Ours is no format of MimeKit's: nothing of it may be hidden, folded or encoded.
    private static readonly FormatOptions Format = new() { NewLineFormat = NewLineFormat.Dos };

    // What makes MailKit say SMTPUTF8 where no address of the envelope needs it.
    private static readonly FormatOptions International = new() { NewLineFormat = NewLineFormat.Dos, International = true };

    private bool _hasForgottenSmtpUtf8;

    /// <summary>Whether a message may be sent over it: one that needs SMTPUTF8 not over a connection that had to forget it.</summary>
    public bool IsFitFor(SmtpTransaction transaction) => IsUsable && !(_hasForgottenSmtpUtf8 && transaction.RequiresSmtpUtf8);

    /// <summary>Carries a message and ends it, unless it may yet move to another connection.</summary>
    /// <param name="sending">The message.</param>
    /// <param name="mayMove">Whether this connection was used before, so that its death may cost the message nothing.</param>
    /// <param name="release">Called before the message ends, whatever comes of it, so that its caller finds the connection free.</param>
    /// <returns><see langword="false"/> where the message shall move.</returns>
    public async Task<bool> CarryAsync(Sending sending, bool mayMove, Action release)
    {
        var (result, failure) = await TryCarryAsync(sending).ConfigureAwait(false);
        if (failure is not null && failure is not SmtpException { ConnectionSurvives: true }) Dispose();
        if (result?.Reply is { Code: 421 }) Dispose();
        release();
        if (mayMove && !sending.IsEnded && sending.MayMove && failure is SmtpException { IsUncertain: false, Failure: SmtpFailure.ConnectionLost or SmtpFailure.Refused } && !_isCut) return false;
        if (result is not null) sending.End(result);
        else sending.End(failure!);
        return true;
    }

    private async Task<(SmtpTransactionResult? Result, Exception? Failure)> TryCarryAsync(Sending sending)
    {
        Exception? broken = null;
        try
        {
            if (WhyNotCarried(sending.Transaction) is { } refusal) return (null, refusal);
            ForgetSmtpUtf8(sending.Transaction);
            using var message = await MessageAsync(sending).ConfigureAwait(false);
            sending.Begin(_wire);
            _dialogue.Sending = sending;
            var format = sending.Transaction.Content.RequiresSmtpUtf8 ? International : Format;
            await _client.SendAsync(format, message, Address(sending.Transaction.From), sending.Transaction.Recipients.Select(Address), sending.Abandoned).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            broken = exception;
        }
        finally
        {
            _dialogue.Sending = null;
        }

        try
        {
            // What the server said in whole is worth more than what broke behind it.
            if (sending.Judge() is { } result) return (result, null);
        }
        catch (SmtpException closed)
        {
            return (null, closed);
        }

        return (null, Explain(sending, broken ?? new InvalidOperationException("MailKit sent the message and heard no reply.")));
    }

    private Exception Explain(Sending sending, Exception broken)
    {
        if (sending.DotLeft)
        {
            var lost = Explain(broken, SmtpPhase.DotSent) ?? new SmtpException(SmtpFailure.ConnectionLost, SmtpPhase.DotSent, "The connection broke while we were sending.", innerException: broken);
            return With(lost, SmtpPhase.DotSent, sending.Known(SmtpOutcome.Uncertain));
        }

        if (sending.Thrown is { } thrown) return thrown.SourceException;
        if (broken is SmtpException) return broken;
        var phase = _dialogue.Owed switch
        {
            SmtpPhase.Rcpt => SmtpPhase.Rcpt,
            SmtpPhase.Data or SmtpPhase.Replied => SmtpPhase.Data,
            _ => SmtpPhase.Mail,
        };
        return Explain(broken, phase) is { } explained ? With(explained, phase, sending.Known(SmtpOutcome.Deferred)) : broken;
    }

    private static SmtpException With(SmtpException exception, SmtpPhase phase, IReadOnlyList<SmtpRecipientResult> recipients) =>
        new(exception.Failure, phase, exception.Message, exception.Reply, exception.InnerException) { Recipients = recipients };

    private static bool HasIdn(Mailbox? mailbox) => mailbox is not null && mailbox.Domain.Contains("xn--", StringComparison.OrdinalIgnoreCase);

    // Where the server offers SMTPUTF8, MimeKit makes U-labels of an A-label domain and MailKit a SMTPUTF8 message of the lot, which the next server may have
    // to bounce. What is taken from MailKit's list of capabilities cannot be given back to it.
    private void ForgetSmtpUtf8(SmtpTransaction transaction)
    {
        if (_hasForgottenSmtpUtf8 || !_dialogue.Capabilities.SmtpUtf8 || transaction.RequiresSmtpUtf8) return;
        if (!HasIdn(transaction.From) && !transaction.Recipients.Any(HasIdn)) return;
        _client.Capabilities &= ~global::MailKit.Net.Smtp.SmtpCapabilities.UTF8;
        _hasForgottenSmtpUtf8 = true;
    }

    private SmtpException? WhyNotCarried(SmtpTransaction transaction)
    {
        if (transaction.RequiresSmtpUtf8 && !_dialogue.Capabilities.SmtpUtf8)
        {
            return new SmtpException(SmtpFailure.NotSupported, SmtpPhase.Mail, "An address has a non-ASCII local part, and the server does not offer SMTPUTF8.") { ConnectionSurvives = true };
        }

        return transaction.Content.Length is { } length && _dialogue.Capabilities.MaxSize is { } most && length > most
            ? new SmtpException(SmtpFailure.TooLarge, SmtpPhase.Mail, $"The message has {length} octets; the server takes {most} at most.") { ConnectionSurvives = true }
            : null;
    }

    private async ValueTask<MimeMessage> MessageAsync(Sending sending)
    {
        IReadOnlyList<Header> header;
        try
        {
            header = await sending.Pump.OpenAsync(sending.Abandoned).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not SmtpException)
        {
            sending.Thrown = ExceptionDispatchInfo.Capture(exception);
            throw;
        }

        var transaction = sending.Transaction;
        _client.Size = transaction.Content.Length ?? -1;
        return new MimeMessage(header) { Body = new OwnBody(transaction.Content.Is8Bit, (output, cancellationToken) => WriteAsync(sending, output, cancellationToken)) };
    }

    // Between the 354 and the dot. What it throws must be nothing that MailKit knows: behind its own exceptions it says RSET, which were content here.
    private static async Task WriteAsync(Sending sending, Stream output, CancellationToken cancellationToken)
    {
        try
        {
            await sending.Pump.WriteBodyAsync(output, cancellationToken).ConfigureAwait(false);
            if (sending.Transaction.Gate is { } gate) await gate(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!sending.Pump.IsWritingOut)
        {
            sending.Thrown = ExceptionDispatchInfo.Capture(exception);
            throw new IOException("The message was given up before its end.", exception);
        }

        if (!sending.TryEnterDotSent()) throw new OperationCanceledException("The caller cancelled before the dot.");
    }

    private static MailboxAddress Address(Mailbox? mailbox) => new("", mailbox?.ToString() ?? "");
}
