using System.Text.Json.Serialization;

namespace Leadmetrics.Notifications;

/// <summary>A file that travels with a message. Its content is opened again for each try and never held in memory whole.</summary>
/// <remarks>In JSON it is base64: what comes from a file or a stream is read into memory first (<see cref="EmailMessage.BufferAsync"/>), and no path is ever written.</remarks>
[JsonConverter(typeof(EmailAttachmentJsonConverter))]
public sealed record EmailAttachment
{
    private EmailAttachment(string fileName, string? contentType, long? length, Func<CancellationToken, ValueTask<Stream>> open)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        FileName = fileName;
        ContentType = contentType ?? ContentTypes.FromFileName(fileName);
        Length = length;
        Open = open;
    }

    /// <summary>The name that the recipient sees; directories in it are dropped.</summary>
    public string FileName { get; }

    /// <summary>The media type.</summary>
    /// <value>Told from the file name, else <c>application/octet-stream</c>.</value>
    public string ContentType { get; }

    /// <summary>The length in bytes, where it is known before opening. A stream that gives another number aborts the send.</summary>
    public long? Length { get; }

    /// <summary>The content id that HTML refers to as <c>cid:…</c>; <see langword="null"/> for a plain attachment.</summary>
    public string? ContentId { get; private init; }

    /// <summary>The bytes, where they are in memory already.</summary>
    internal ReadOnlyMemory<byte>? Bytes { get; private init; }

    private Func<CancellationToken, ValueTask<Stream>> Open { get; }

    /// <summary>An attachment from bytes.</summary>
    /// <param name="fileName">The name that the recipient sees.</param>
    /// <param name="content">The bytes; not copied, so not to be changed.</param>
    /// <param name="contentType">The media type; <see langword="null"/>: told from the name.</param>
    /// <returns>The attachment.</returns>
    public static EmailAttachment FromBytes(string fileName, ReadOnlyMemory<byte> content, string? contentType = null) =>
        new(fileName, contentType, content.Length, _ => ValueTask.FromResult<Stream>(new ReadOnlyMemoryStream(content))) { Bytes = content };

    /// <summary>An attachment from a file, opened when the message is sent.</summary>
    /// <param name="path">The file.</param>
    /// <param name="contentType">The media type; <see langword="null"/>: told from the name.</param>
    /// <returns>The attachment.</returns>
    public static EmailAttachment FromFile(string path, string? contentType = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new EmailAttachment(Path.GetFileName(path), contentType, null, _ => ValueTask.FromResult<Stream>(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous | FileOptions.SequentialScan)));
    }

    /// <summary>An attachment from a function that opens its stream, once for each try.</summary>
    /// <param name="fileName">The name that the recipient sees.</param>
    /// <param name="open">Opens the content; the stream is disposed after the try.</param>
    /// <param name="contentType">The media type; <see langword="null"/>: told from the name.</param>
    /// <param name="length">The length in bytes, where it is known.</param>
    /// <returns>The attachment.</returns>
    public static EmailAttachment FromStream(
        string fileName, Func<CancellationToken, ValueTask<Stream>> open, string? contentType = null, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(open);
        if (length is < 0) throw new ArgumentOutOfRangeException(nameof(length));
        return new EmailAttachment(fileName, contentType, length, open);
    }

    /// <summary>The same content as a part of the HTML, which refers to it as <c>cid:contentId</c>.</summary>
    /// <param name="contentId">Letters, digits and <c>.-_@</c>, at most 250; unique in the message.</param>
    /// <returns>The inline form.</returns>
    public EmailAttachment Inline(string contentId)
    {
        ArgumentException.ThrowIfNullOrEmpty(contentId);
        return this with { ContentId = contentId };
    }

    /// <summary>Opens the content.</summary>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <returns>A stream that the caller disposes.</returns>
    public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken = default) => Open(cancellationToken);

    /// <summary>The same attachment with its content in memory.</summary>
    internal EmailAttachment WithBytes(ReadOnlyMemory<byte> content) => FromBytes(FileName, content, ContentType) with { ContentId = ContentId };
}
