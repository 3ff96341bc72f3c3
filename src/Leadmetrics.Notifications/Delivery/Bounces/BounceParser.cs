using System.Buffers;

namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>Reads reports about mail: delivery status notifications (RFC 3464, RFC 6533), the text forms of Exim and qmail, and complaints (RFC 5965). Pure but for reading the stream.</summary>
/// <remarks>
/// Whatever the octets are, the answer is a report or <see langword="null"/>, in time linear in their number: the first 10 MB are looked at, 200 parts, 10 levels,
/// 1,000 fields a header and 1,000 recipients. What is attached as a message is never looked into for reports, so a bounce that somebody forwards is none.
/// </remarks>
public static class BounceParser
{
    private const int MaxOctets = 10 * 1024 * 1024;
    private const int Block = 64 * 1024;

    /// <summary>Reads a mail, from its header on.</summary>
    /// <param name="stream">The mail as it came (RFC 5322); read to its end or to 10 MB, and left open.</param>
    /// <returns>The report; <see langword="null"/>: the mail is none (an answer, a newsletter, a read receipt).</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static BounceReport? Parse(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = new ArrayBufferWriter<byte>(Block);
        while (buffer.WrittenCount < MaxOctets)
        {
            var read = stream.Read(buffer.GetSpan(Block)[..Math.Min(Block, MaxOctets - buffer.WrittenCount)]);
            if (read == 0) break;
            buffer.Advance(read);
        }

        return Read(buffer.WrittenMemory);
    }

    /// <summary>Reads a mail, from its header on.</summary>
    /// <param name="stream">The mail as it came (RFC 5322); read to its end or to 10 MB, and left open.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The report; <see langword="null"/>: the mail is none (an answer, a newsletter, a read receipt).</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<BounceReport?> ParseAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = new ArrayBufferWriter<byte>(Block);
        while (buffer.WrittenCount < MaxOctets)
        {
            var read = await stream.ReadAsync(buffer.GetMemory(Block)[..Math.Min(Block, MaxOctets - buffer.WrittenCount)], cancellationToken).ConfigureAwait(false);
            if (read == 0) break;
            buffer.Advance(read);
        }

        return Read(buffer.WrittenMemory);
    }

    internal static BounceReport? Read(ReadOnlyMemory<byte> octets)
    {
        var mail = ReportMail.Read(octets);
        var report = FeedbackReport.Read(mail) ?? StatusReport.Read(mail) ?? EximText.Read(mail) ?? QmailText.Read(mail);
        if (report is null) return null;
        return report with
        {
            OriginalMessageId = report.OriginalMessageId ?? mail.AnsweredMessageId(),
            DeliveredTo = mail.DeliveredTo(),
            Date = MailDates.Read(mail.Header["Date"]),
        };
    }
}
