namespace Leadmetrics.Notifications;

/// <summary>Builds a message step by step, for code that learns its parts one after the other. Not for concurrent use.</summary>
/// <remarks>Nothing is checked here: the message is, when it is handed in.</remarks>
public sealed class EmailMessageBuilder
{
    private readonly List<EmailAddress> _to = [];
    private readonly List<EmailAddress> _cc = [];
    private readonly List<EmailAddress> _bcc = [];
    private readonly List<EmailAddress> _replyTo = [];
    private readonly List<EmailAttachment> _attachments = [];
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _tags = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private EmailMessage _message = new();

    /// <summary>Adds a recipient.</summary>
    /// <param name="address">The address.</param>
    /// <param name="name">The name to show, or <see langword="null"/>.</param>
    /// <returns>This builder.</returns>
    public EmailMessageBuilder To(string address, string? name = null) => Add(_to, new EmailAddress(address, name));

    /// <summary>Adds one who gets a copy.</summary>
    /// <param name="address">The address.</param>
    /// <param name="name">The name to show, or <see langword="null"/>.</param>
    /// <returns>This builder.</returns>
    public EmailMessageBuilder Cc(string address, string? name = null) => Add(_cc, new EmailAddress(address, name));

    /// <summary>Adds one who gets a copy without being named.</summary>
    /// <param name="address">The address.</param>
    /// <returns>This builder.</returns>
    public EmailMessageBuilder Bcc(string address) => Add(_bcc, new EmailAddress(address));

    /// <summary>Adds an address that answers go to.</summary>
    /// <param name="address">The address.</param>
    /// <param name="name">The name to show, or <see langword="null"/>.</param>
    /// <returns>This builder.</returns>
    public EmailMessageBuilder ReplyTo(string address, string? name = null) => Add(_replyTo, new EmailAddress(address, name));

    /// <summary>Sets another sender than the provider's.</summary>
    /// <param name="address">The address; its domain must be one that the provider's row allows.</param>
    /// <param name="name">The name to show, or <see langword="null"/>.</param>
    /// <returns>This builder.</returns>
    public EmailMessageBuilder From(string address, string? name = null) => With(_message with { From = new EmailAddress(address, name) });

    /// <summary>Sets the subject.</summary>
    /// <param name="subject">The subject; no CR, LF or NUL.</param>
    /// <returns>This builder.</returns>
    public EmailMessageBuilder Subject(string subject) => With(_message with { Subject = subject });

    /// <summary>Sets the plain text body.</summary>
    /// <param name="text">The text.</param>
    /// <returns>This builder.</returns>
    public EmailMessageBuilder Text(string text) => With(_message with { Text = text });

    /// <summary>Sets the HTML body.</summary>
    /// <param name="html">The HTML.</param>
    /// <param name="deriveText">Whether a readable text is derived from it, where none is set.</param>
    /// <returns>This builder.</returns>
    public EmailMessageBuilder Html(string html, bool deriveText = false) => With(_message with { Html = html, TextFromHtml = deriveText });

    /// <summary>Makes the message an invitation, an answer to one or a cancellation.</summary>
    /// <param name="iCalendar">The iCalendar object, with a METHOD.</param>
    /// <returns>This builder.</returns>
    public EmailMessageBuilder Calendar(string iCalendar) => With(_message with { Calendar = new EmailCalendar(iCalendar) });

    /// <summary>Adds an attachment or an inline part.</summary>
    /// <param name="attachment">The attachment.</param>
    /// <returns>This builder.</returns>
    public EmailMessageBuilder Attach(EmailAttachment attachment) => Add(_attachments, attachment);

    /// <summary>Sets a further header field.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>This builder.</returns>
    public EmailMessageBuilder Header(string name, string value)
    {
        _headers[name] = value;
        return this;
    }

    /// <summary>Adds a word to find the message by.</summary>
    /// <param name="tag">The word.</param>
    /// <returns>This builder.</returns>
    public EmailMessageBuilder Tag(string tag) => Add(_tags, tag);

    /// <summary>Sets a fact that comes back with delivery events.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>This builder.</returns>
    public EmailMessageBuilder Metadata(string key, string value)
    {
        _metadata[key] = value;
        return this;
    }

    /// <summary>Says how the recipient leaves the list that the message comes from.</summary>
    /// <param name="url">An https address for one click, or <see langword="null"/>.</param>
    /// <param name="mailto">An address that takes requests, or <see langword="null"/>.</param>
    /// <returns>This builder.</returns>
    public EmailMessageBuilder Unsubscribe(Uri? url, string? mailto = null) =>
        With(_message with { ListUnsubscribe = new ListUnsubscribe { Url = url, Mailto = mailto is null ? null : new EmailAddress(mailto) } });

    /// <summary>Makes the message an answer to another one.</summary>
    /// <param name="messageId">The Message-ID of that one.</param>
    /// <param name="references">The Message-IDs of the conversation, the oldest first; none: the one answered.</param>
    /// <returns>This builder.</returns>
    public EmailMessageBuilder InReplyTo(string messageId, params IReadOnlyList<string> references) => With(_message with { InReplyTo = messageId, References = references });

    /// <summary>Sets what mail programs show beside the subject.</summary>
    /// <param name="priority">The priority.</param>
    /// <returns>This builder.</returns>
    public EmailMessageBuilder Priority(EmailPriority priority) => With(_message with { Priority = priority });

    /// <summary>The message as it is by now; further steps do not change it.</summary>
    /// <returns>The message.</returns>
    public EmailMessage Build() => _message with
    {
        To = [.. _to],
        Cc = [.. _cc],
        Bcc = [.. _bcc],
        ReplyTo = [.. _replyTo],
        Attachments = [.. _attachments],
        Headers = new Dictionary<string, string>(_headers, StringComparer.OrdinalIgnoreCase),
        Tags = [.. _tags],
        Metadata = new Dictionary<string, string>(_metadata, StringComparer.Ordinal),
    };

    private EmailMessageBuilder Add<T>(List<T> to, T one)
    {
        to.Add(one);
        return this;
    }

    private EmailMessageBuilder With(EmailMessage message)
    {
        _message = message;
        return this;
    }
}
