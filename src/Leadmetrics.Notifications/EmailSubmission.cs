using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications;

/// <summary>What goes to a provider: a checked message, the identity minted for it once, and who is still to be reached.</summary>
/// <remarks>Every try of one message carries the same identity, so that all copies are byte-identical and can be told as one.</remarks>
public sealed record EmailSubmission
{
    private static readonly SendOptions Ordinary = new();

    private EmailSubmission(EmailMessage message, string messageId, DateTimeOffset date, IReadOnlyList<Mailbox> recipients)
    {
        Message = message;
        MessageId = messageId;
        Date = date;
        Recipients = recipients;
    }

    /// <summary>The content, checked.</summary>
    public EmailMessage Message { get; private init; }

    /// <summary>The Message-ID, without angle brackets.</summary>
    public string MessageId { get; }

    /// <summary>What the Date field says: the later of acceptance and the time to send at; whole seconds.</summary>
    public DateTimeOffset Date { get; }

    /// <summary>The reverse-path.</summary>
    /// <value><see langword="null"/>: the provider's sender.</value>
    public Mailbox? EnvelopeFrom { get; init; }

    /// <summary>The recipients still open: To, Cc and Bcc, each once.</summary>
    public IReadOnlyList<Mailbox> Recipients { get; private init; }

    /// <summary>
    /// Awaited immediately before the point of no return (final dot, last chunk, HTTP body): once, and where SMTP recipients have to be split over several
    /// transactions once for each of them, since each has a point of no return of its own. What it throws reaches the caller, and nothing is sent; once an earlier
    /// transaction was accepted it ends the send, and the result says who is open (<see cref="EmailSendResult.Interruption"/>).
    /// </summary>
    public Func<CancellationToken, ValueTask>? Gate { get; init; }

    /// <summary>Whose mail it is; <see langword="null"/> where a provider is used without a tenant.</summary>
    public TenantId? Tenant { get; init; }

    /// <summary>How it is sent.</summary>
    public SendOptions Options { get; init; } = Ordinary;

    /// <summary>Whether tags and metadata stand in the header (<c>X-Tag</c>, <c>X-Metadata</c>).</summary>
    internal bool ShowsTags { get; init; }

    /// <summary>Checks a message and makes its submission.</summary>
    /// <param name="message">The message.</param>
    /// <param name="messageId">An id minted for it: <c>left@right</c>, ASCII, no angle brackets.</param>
    /// <param name="acceptedAt">When the message was accepted.</param>
    /// <param name="sendAt">When it is to be sent, where that was asked for; the Date field says the later of the two.</param>
    /// <returns>The submission.</returns>
    /// <exception cref="EmailMessageException">A field of the message is wrong.</exception>
    /// <exception cref="ArgumentException">The Message-ID is not one.</exception>
    public static EmailSubmission Create(EmailMessage message, string messageId, DateTimeOffset acceptedAt, DateTimeOffset? sendAt = null) =>
        Create(message, messageId, sendAt > acceptedAt ? sendAt.Value : acceptedAt, null, Ordinary);

    /// <summary>For logs: no address and no word of the content.</summary>
    /// <returns>The Message-ID, and how many recipients are open.</returns>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"EmailSubmission {{ MessageId = {MessageId}, Recipients = {Recipients.Count} }}");

    /// <summary>The same, in one piece: a tenant's mail is made on every send.</summary>
    internal static EmailSubmission Create(EmailMessage message, string messageId, DateTimeOffset date, TenantId? tenant, SendOptions options)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentException.ThrowIfNullOrEmpty(messageId);
        if (!MessageIds.IsValid(messageId)) throw new ArgumentException("A Message-ID is left@right in printable ASCII without angle brackets or spaces.", nameof(messageId));
        var recipients = EmailMessageCheck.Run(message);
        return new EmailSubmission(message, messageId, date.AddTicks(-(date.Ticks % TimeSpan.TicksPerSecond)), recipients) { Tenant = tenant, Options = options };
    }

    /// <summary>The same submission for those recipients that are still open.</summary>
    /// <param name="recipients">Some of <see cref="Recipients"/>; at least one.</param>
    /// <returns>The narrower submission.</returns>
    /// <exception cref="ArgumentException">There is none, or one that the submission does not hold.</exception>
    public EmailSubmission For(IReadOnlyList<Mailbox> recipients)
    {
        ArgumentNullException.ThrowIfNull(recipients);
        if (recipients.Count == 0) throw new ArgumentException("A submission has at least one recipient.", nameof(recipients));
        Mailbox[] narrower = [.. recipients];
        if (!Recipients.ToHashSet().IsSupersetOf(narrower)) throw new ArgumentException("A submission is only ever narrowed.", nameof(recipients));
        return this with { Recipients = narrower };
    }

    /// <summary>The same submission with another face of the same content, made from what was checked.</summary>
    internal EmailSubmission With(EmailMessage message) => this with { Message = message };

    /// <summary>The same submission to others than it is addressed to.</summary>
    internal EmailSubmission Redirected(EmailMessage message, IReadOnlyList<Mailbox> recipients) => this with { Message = message, Recipients = recipients };
}
