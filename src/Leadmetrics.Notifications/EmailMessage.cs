using System.Collections.Frozen;
using System.Globalization;

namespace Leadmetrics.Notifications;

/// <summary>The content of a message. How it is sent is not content.</summary>
/// <remarks>
/// Immutable: lists and dictionaries are copied when they are set, so that nothing can change behind the check. Checked when it is handed in:
/// <see cref="EmailMessageException"/> names the field that is wrong.
/// </remarks>
public sealed record EmailMessage
{
    private const long DefaultMaxBuffered = 25 * 1024 * 1024;

    /// <summary>Who it is for; To, Cc and Bcc hold at least one address together.</summary>
    public IReadOnlyList<EmailAddress> To { get; init => field = Own(value); } = [];

    /// <summary>Who gets a copy.</summary>
    public IReadOnlyList<EmailAddress> Cc { get; init => field = Own(value); } = [];

    /// <summary>Who gets a copy without being named in the header.</summary>
    public IReadOnlyList<EmailAddress> Bcc { get; init => field = Own(value); } = [];

    /// <summary>Where answers go.</summary>
    /// <value>Empty: to the sender.</value>
    public IReadOnlyList<EmailAddress> ReplyTo { get; init => field = Own(value); } = [];

    /// <summary>Another sender than the provider's configured one; its domain must be one that the provider's row allows.</summary>
    public EmailAddress? From { get; init; }

    /// <summary>Where bounces go, if not to the sender: the reverse-path of the envelope (RFC 5321 section 3.3). Its domain must be one that the provider's row allows.</summary>
    /// <remarks>A tenant's SendGrid, which sets it itself, refuses the message; where the platform sends in a tenant's place it is left out, as From is.</remarks>
    public EmailAddress? EnvelopeSender { get; init; }

    /// <summary>The subject; no CR, LF or NUL.</summary>
    public string Subject { get; init => field = value ?? ""; } = "";

    /// <summary>The HTML body.</summary>
    public string? Html { get; init; }

    /// <summary>The plain text body.</summary>
    public string? Text { get; init; }

    /// <summary>Whether a readable text is derived from <see cref="Html"/>, links kept, where <see cref="Text"/> is <see langword="null"/>.</summary>
    /// <value><see langword="false"/>: the message has no text form then.</value>
    public bool TextFromHtml { get; init; }

    /// <summary>An invitation, an answer to one or a cancellation: a third form of the body, and an attachment.</summary>
    public EmailCalendar? Calendar { get; init; }

    /// <summary>Attachments and inline parts.</summary>
    public IReadOnlyList<EmailAttachment> Attachments { get; init => field = Own(value); } = [];

    /// <summary>How the recipient leaves the list that this message comes from.</summary>
    public ListUnsubscribe? ListUnsubscribe { get; init; }

    /// <summary>What mail programs show beside the subject.</summary>
    /// <value><see cref="EmailPriority.Normal"/>, for which no field is written.</value>
    public EmailPriority Priority { get; init; }

    /// <summary>The Message-ID of the message that this one answers, with or without its angle brackets.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>The Message-IDs of the conversation, the oldest first (RFC 5322 section 3.6.4).</summary>
    /// <value>Empty: what <see cref="InReplyTo"/> names.</value>
    public IReadOnlyList<string> References { get; init => field = Own(value); } = [];

    /// <summary>The language of the content as a tag (BCP 47), such as <c>de-AT</c>: the Content-Language field (RFC 3282).</summary>
    public string? Language { get; init; }

    /// <summary>
    /// Further header fields. Those that the writer makes itself (From, To, Date, MIME-*, Content-*, …) are refused, and so is one that a property has given.
    /// An <c>Auto-Submitted</c> here takes the place of <c>auto-generated</c> (RFC 3834).
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; init => field = Own(value); } = FrozenDictionary<string, string>.Empty;

    /// <summary>Words to find the message by at the provider: SendGrid's categories, over SMTP <c>X-Tag</c> fields where the row asks for them.</summary>
    public IReadOnlyList<string> Tags { get; init => field = Own(value); } = [];

    /// <summary>The host's own facts, given back with delivery events: SendGrid's custom arguments, over SMTP <c>X-Metadata</c> fields where the row asks for them.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init => field = Own(value); } = FrozenDictionary<string, string>.Empty;

    /// <summary>For logs: no address and no word of the content.</summary>
    /// <returns>How many addresses and attachments there are.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"EmailMessage {{ Addresses = {To.Count + Cc.Count + Bcc.Count}, Attachments = {Attachments.Count} }}");

    /// <summary>The same message with the content of every attachment in memory, as JSON and a queue want it.</summary>
    /// <param name="maxOctets">The most that all attachments together may have.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The message; itself where nothing had to be read.</returns>
    /// <exception cref="EmailMessageException">An attachment cannot be read, has another length than it said, or all together are larger than <paramref name="maxOctets"/>.</exception>
    public async ValueTask<EmailMessage> BufferAsync(long maxOctets = DefaultMaxBuffered, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxOctets);
        var buffered = new EmailAttachment[Attachments.Count];
        for (var i = 0; i < buffered.Length; i++)
        {
            buffered[i] = await AttachmentReader.BufferAsync(Attachments[i] ?? throw new EmailMessageException($"attachments[{i}]", "is null"), i, maxOctets, cancellationToken).ConfigureAwait(false);
            maxOctets -= buffered[i].Length!.Value;
        }

        return Attachments.SequenceEqual(buffered) ? this : this with { Attachments = buffered };
    }

    // Null is empty: the JSON reader sets what it was not given.
    private static T[] Own<T>(IReadOnlyList<T>? list) => list is null ? [] : [.. list];

    private static IReadOnlyDictionary<string, string> Own(IReadOnlyDictionary<string, string>? entries) => entries switch
    {
        null or { Count: 0 } => FrozenDictionary<string, string>.Empty,
        Dictionary<string, string> dictionary => new Dictionary<string, string>(dictionary, dictionary.Comparer),
        _ => new Dictionary<string, string>(entries, StringComparer.Ordinal),
    };
}
