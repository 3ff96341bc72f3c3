using System.IO.Pipelines;
using Leadmetrics.Notifications.Mime;

namespace Leadmetrics.Notifications;

/// <summary>Messages as files: an .eml as any mail program opens it.</summary>
/// <remarks>What an account's settings add when it sends is not in it: a DKIM signature, tags in the header.</remarks>
public static class EmailMessageWriting
{
    /// <summary>Writes the message as it would be sent, with a Message-ID of its own; Bcc recipients are not in it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="from">What From shows; <see langword="null"/> for the message's own.</param>
    /// <param name="timeProvider">The clock of the Date field; <see langword="null"/> for the system's.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>A task that ends when all was written.</returns>
    /// <exception cref="EmailMessageException">A field of the message is wrong, it names no sender, or an attachment cannot be read.</exception>
    public static Task WriteToAsync(this EmailMessage message, Stream stream, EmailAddress? from = null, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var sender = SenderOf(message, from);
        var submission = EmailSubmission.Create(message, MessageIds.Mint(sender.ToMailbox("from").Domain), (timeProvider ?? TimeProvider.System).GetUtcNow());
        return submission.WriteToAsync(stream, sender, cancellationToken);
    }

    /// <summary>Writes the submission as it would be sent; Bcc recipients are not in it.</summary>
    /// <param name="submission">The submission; its Message-ID and date are the message's, so that the same octets come each time.</param>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="from">What From shows; <see langword="null"/> for the message's own.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>A task that ends when all was written.</returns>
    /// <exception cref="EmailMessageException">The message names no sender, or an attachment cannot be read.</exception>
    public static async Task WriteToAsync(this EmailSubmission submission, Stream stream, EmailAddress? from = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        ArgumentNullException.ThrowIfNull(stream);
        var content = await MimeContent.OpenAsync(submission, SenderOf(submission.Message, from), cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            var writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
            try
            {
                await content.WriteToAsync(writer, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception broken)
            {
                // What is buffered must not follow what broke: the file would end in the middle and look whole.
                await writer.CompleteAsync(broken).ConfigureAwait(false);
                throw;
            }

            await writer.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static EmailAddress SenderOf(EmailMessage message, EmailAddress? from) =>
        from ?? message.From ?? throw new EmailMessageException("from", "is missing, and no other sender is given");
}
