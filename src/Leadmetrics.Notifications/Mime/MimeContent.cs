using System.Buffers;
using System.IO.Pipelines;
using Leadmetrics.Notifications.Mime.Dkim;
using Leadmetrics.Notifications.Mime.Html;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Mime;

/// <summary>A message as it goes over the wire (RFC 5322, RFC 2045-2049): 7-bit but for local parts beyond ASCII (RFC 6532), CRLF, and the same octets each time for one submission.</summary>
/// <remarks>
/// Opening does all that can fail by the message's fault and no transport's: it opens the attachments, measures the texts, and writes everything but the bodies
/// into one pooled buffer. So the length is exact before the first octet leaves, and writing copies that buffer piece by piece with the bodies streamed between.
/// A signed message's bodies are read once more, at opening: the signature stands before them.
/// The buffer goes back to its pool when the content is disposed and the last write has ended, whichever comes later.
/// </remarks>
internal sealed class MimeContent : SmtpContent, IAsyncDisposable
{
    private static readonly List<AttachmentPart> None = [];

    private readonly HeaderBuffer _frame;
    private readonly MimePart[] _parts;
    private readonly int[] _places;
    private readonly IReadOnlyList<AttachmentPart> _attachments;
    private int _holders = 1;
    private int _disposed;

    private MimeContent(HeaderBuffer frame, MimePart[] parts, int[] places, IReadOnlyList<AttachmentPart> attachments)
    {
        _frame = frame;
        _attachments = attachments;
        _parts = parts;
        _places = places;
        long? length = frame.Length;
        foreach (var part in _parts) length += part.Length;
        Length = length;
        RequiresSmtpUtf8 = frame.IsUtf8;
    }

    public override long? Length { get; }

    public override bool RequiresSmtpUtf8 { get; }

    public override bool Is8Bit => RequiresSmtpUtf8;

    /// <summary>Opens every attachment and measures the message.</summary>
    /// <param name="submission">The submission.</param>
    /// <param name="sender">What From shows.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <returns>The content; dispose it when it has been sent.</returns>
    /// <exception cref="EmailMessageException">An attachment cannot be read, or has another length than it said.</exception>
    public static ValueTask<MimeContent> OpenAsync(EmailSubmission submission, EmailAddress sender, CancellationToken cancellationToken) =>
        OpenAsync(submission, sender, null, cancellationToken);

    /// <summary>Opens every attachment, measures the message, and signs it.</summary>
    /// <param name="submission">The submission.</param>
    /// <param name="sender">What From shows.</param>
    /// <param name="signer">Who signs; <see langword="null"/>: nobody.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <returns>The content; dispose it when it has been sent.</returns>
    /// <exception cref="EmailMessageException">An attachment cannot be read, or has another length than it said.</exception>
    public static async ValueTask<MimeContent> OpenAsync(EmailSubmission submission, EmailAddress sender, DkimSigner? signer, CancellationToken cancellationToken)
    {
        EmailMessageCheck.CheckAddress(sender, "from");
        submission = TextAlternative.Derive(submission);
        var attachments = submission.Message.Attachments;
        var opened = attachments.Count == 0 ? None : new List<AttachmentPart>(attachments.Count);
        var frame = new HeaderBuffer();
        try
        {
            for (var i = 0; i < attachments.Count; i++)
            {
                opened.Add(await AttachmentPart.OpenAsync(attachments[i], i, cancellationToken).ConfigureAwait(false));
            }

            MimeHeader.Write(frame, submission, sender);
            var (parts, places) = LayOut(frame, submission, opened);
            if (signer is null) return new MimeContent(frame, parts, places, opened);
            foreach (var attachment in opened) attachment.Pin();
            frame = await FrameSigner.SignAsync(signer, frame, parts, places, submission.Date, cancellationToken).ConfigureAwait(false);
            return new MimeContent(frame, parts, places, opened);
        }
        catch
        {
            frame.Dispose();
            await CloseAsync(opened).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Holds every later write to the octets of the next one: between them they are signed.</summary>
    public void Pin()
    {
        foreach (var attachment in _attachments) attachment.Pin();
    }

    /// <summary>Writes the message; may be called again, for another transaction. The last part is left unflushed, so that it travels with what follows it.</summary>
    /// <exception cref="EmailMessageException">An attachment cannot be read to its end, has another length than it said, or is not what was signed.</exception>
    public override async ValueTask WriteToAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        Hold();
        try
        {
            var start = 0;
            for (var i = 0; i < _parts.Length; i++)
            {
                output.Write(_frame.Written.Span[start.._places[i]]);
                start = _places[i];
                await _parts[i].WriteAsync(output, cancellationToken).ConfigureAwait(false);
            }

            output.Write(_frame.Written.Span[start..]);
        }
        finally
        {
            Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return ValueTask.CompletedTask;
        Release();
        return _attachments.Count == 0 ? ValueTask.CompletedTask : CloseAsync(_attachments);
    }

    private static (MimePart[] Parts, int[] Places) LayOut(HeaderBuffer frame, EmailSubmission submission, List<AttachmentPart> opened)
    {
        var layout = new MimeLayout(frame, submission, opened);
        layout.Write();
        return (layout.Parts, layout.Places);
    }

    private static async ValueTask CloseAsync(IReadOnlyList<AttachmentPart> attachments)
    {
        foreach (var attachment in attachments) await attachment.DisposeAsync().ConfigureAwait(false);
    }

    private void Hold()
    {
        int holders;
        do
        {
            holders = Volatile.Read(ref _holders);
            ObjectDisposedException.ThrowIf(holders == 0, this);
        }
        while (Interlocked.CompareExchange(ref _holders, holders + 1, holders) != holders);
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0) _frame.Dispose();
    }
}
