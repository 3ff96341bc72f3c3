using System.IO.Pipelines;
using MimeKit;
using MimeContent = Leadmetrics.Notifications.Mime.MimeContent;

namespace Leadmetrics.Notifications.MailKit;

/// <summary>Messages as MimeKit has them.</summary>
public static class MimeMessageExtensions
{
    /// <summary>Makes the message that a provider would send: written by the own writer and read by MimeKit, so that both are one.</summary>
    /// <param name="submission">The submission; its Message-ID and date are the message's.</param>
    /// <param name="from">What From shows; <see langword="null"/> for the message's own.</param>
    /// <param name="cancellationToken">Ends the reading of attachments.</param>
    /// <returns>The message. It holds all of its content in memory; Bcc recipients are in the submission, not in it.</returns>
    /// <exception cref="EmailMessageException">An attachment cannot be read, or has another length than it said.</exception>
    /// <exception cref="ArgumentException">Neither the message nor <paramref name="from"/> names a sender.</exception>
    public static async Task<MimeMessage> ToMimeMessageAsync(this EmailSubmission submission, EmailAddress? from = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var sender = from ?? submission.Message.From ?? throw new ArgumentException("The message names no sender.", nameof(from));
        var content = await MimeContent.OpenAsync(submission, sender, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            using var octets = new MemoryStream(checked((int)content.Length!.Value));
            var writer = PipeWriter.Create(octets, new StreamPipeWriterOptions(leaveOpen: true));
            await content.WriteToAsync(writer, cancellationToken).ConfigureAwait(false);
            await writer.CompleteAsync().ConfigureAwait(false);
            octets.Position = 0;
            return await MimeMessage.LoadAsync(octets, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the message that a provider would send, with a Message-ID of its own.</summary>
    /// <param name="message">The message.</param>
    /// <param name="from">What From shows; <see langword="null"/> for the message's own.</param>
    /// <param name="timeProvider">The clock of the Date field; <see langword="null"/> for the system's.</param>
    /// <param name="cancellationToken">Ends the reading of attachments.</param>
    /// <returns>The message, as <see cref="ToMimeMessageAsync(EmailSubmission, EmailAddress?, CancellationToken)"/> makes it.</returns>
    /// <exception cref="EmailMessageException">A field of the message is wrong, or an attachment cannot be read.</exception>
    /// <exception cref="ArgumentException">Neither the message nor <paramref name="from"/> names a sender.</exception>
    public static Task<MimeMessage> ToMimeMessageAsync(this EmailMessage message, EmailAddress? from = null, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var sender = from ?? message.From ?? throw new ArgumentException("The message names no sender.", nameof(from));
        var submission = EmailSubmission.Create(message, MessageIds.Mint(sender.ToMailbox("from").Domain), (timeProvider ?? TimeProvider.System).GetUtcNow());
        return submission.ToMimeMessageAsync(sender, cancellationToken);
    }
}
