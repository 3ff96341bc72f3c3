using System.IO.Pipelines;

namespace Leadmetrics.Smtp;

/// <summary>The content of a message: header section, empty line, body (RFC 5322).</summary>
/// <remarks>Lone CR and LF are made CRLF on the way out, and dots are stuffed where DATA carries it: the content knows of neither.</remarks>
public abstract class SmtpContent
{
    /// <summary>The exact octets that <see cref="WriteToAsync"/> writes, for SIZE and BDAT; <see langword="null"/> where it is unknown.</summary>
    public virtual long? Length => null;

    /// <summary>Whether any octet is above 127, so that BODY=8BITMIME is wanted (RFC 6152).</summary>
    public virtual bool Is8Bit => false;

    /// <summary>Whether the header section holds UTF-8 (RFC 6532), so that the message may go to a server with SMTPUTF8 alone, whatever its envelope.</summary>
    public virtual bool RequiresSmtpUtf8 => false;

    /// <summary>Writes the content, once a transaction. It flushes at will; a throw aborts the transaction before anything was accepted.</summary>
    /// <param name="output">The connection's pipe.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <returns>A task that ends when all was written.</returns>
    public abstract ValueTask WriteToAsync(PipeWriter output, CancellationToken cancellationToken);

    /// <summary>Content from bytes in memory.</summary>
    /// <param name="content">Header section, empty line, body.</param>
    /// <returns>The content.</returns>
    public static SmtpContent FromBytes(ReadOnlyMemory<byte> content) => new BytesContent(content);

    private sealed class BytesContent(ReadOnlyMemory<byte> content) : SmtpContent
    {
        public override long? Length => content.Length;

        public override bool Is8Bit => !System.Text.Ascii.IsValid(content.Span);

        public override async ValueTask WriteToAsync(PipeWriter output, CancellationToken cancellationToken) =>
            await output.WriteAsync(content, cancellationToken).ConfigureAwait(false);
    }
}
