using System.Security.Cryptography;
using Leadmetrics.Notifications.Mime;

namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>The octets of one send request: JSON, with the message's base64 streamed into its place.</summary>
/// <remarks>
/// They are written twice, since the signature stands in the header: once to be hashed and counted, once to the wire. The content is pinned, so that an attachment that
/// gives other octets the second time ends the send before its last block; Amazon would refuse such a body, too, but only after it was sent.
/// </remarks>
internal sealed class SesPayload(ReadOnlyMemory<byte> before, MimeContent content, ReadOnlyMemory<byte> after)
{
    /// <summary>The exact octets; known once it was measured.</summary>
    public long Length { get; private set; }

    /// <summary>The message's octets in it, before base64; known once it was measured.</summary>
    public long MessageLength { get; private set; }

    /// <summary>Writes everything to its hash.</summary>
    /// <returns>SHA-256 in lower-case hexadecimal.</returns>
    /// <exception cref="EmailMessageException">An attachment cannot be read to its end, or is not what it was.</exception>
    public async ValueTask<string> MeasureAsync(CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        MessageLength = await WriteAsync(Append, cancellationToken).ConfigureAwait(false);
        Length = length;
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        ValueTask Append(ReadOnlyMemory<byte> octets, CancellationToken token)
        {
            hash.AppendData(octets.Span);
            length += octets.Length;
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Writes everything to the wire.</summary>
    /// <exception cref="EmailMessageException">An attachment cannot be read to its end, or is not what was signed.</exception>
    public async ValueTask WriteToAsync(Stream stream, CancellationToken cancellationToken) =>
        await WriteAsync(stream.WriteAsync, cancellationToken).ConfigureAwait(false);

    private async ValueTask<long> WriteAsync(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellationToken)
    {
        await sink(before, cancellationToken).ConfigureAwait(false);
        using var writer = new Base64Writer(sink);
        await content.WriteToAsync(writer, cancellationToken).ConfigureAwait(false);
        await writer.FinishAsync(cancellationToken).ConfigureAwait(false);
        await sink(after, cancellationToken).ConfigureAwait(false);
        return writer.Octets;
    }
}
