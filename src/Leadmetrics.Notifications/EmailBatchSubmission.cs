using System.Globalization;

namespace Leadmetrics.Notifications;

/// <summary>What goes to a provider that takes many mails in one call: a checked batch, and the identity of each of its mails.</summary>
/// <remarks>Every try of one mail carries the same identity. <see cref="SubmissionOf"/> gives each mail by itself, as it would be sent alone.</remarks>
public sealed record EmailBatchSubmission
{
    /// <summary>The most recipients of one batch.</summary>
    public const int MaxRecipients = 10_000;

    private EmailBatchSubmission(EmailMessage message, IReadOnlyList<EmailBatchItem> items, DateTimeOffset date)
    {
        Message = message;
        Items = items;
        Date = date;
    }

    /// <summary>What all get, with its <c>{{key}}</c> places.</summary>
    public EmailMessage Message { get; private init; }

    /// <summary>The mails that are still to be sent.</summary>
    public IReadOnlyList<EmailBatchItem> Items { get; private init; }

    /// <summary>What the Date field says; whole seconds.</summary>
    public DateTimeOffset Date { get; }

    /// <summary>Whose mail it is; <see langword="null"/> where a provider is used without a tenant.</summary>
    public TenantId? Tenant { get; init; }

    /// <summary>How it is sent.</summary>
    public SendOptions Options { get; init; } = new();

    /// <summary>Awaited once, immediately before the point of no return of each call, of several at once where mails go out by themselves; see <see cref="EmailSubmission.Gate"/>.</summary>
    public Func<CancellationToken, ValueTask>? Gate { get; init; }

    /// <summary>Checks a batch, every mail of it, and makes its submission.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="mint">Makes a Message-ID; called once for each recipient.</param>
    /// <param name="acceptedAt">When the batch was accepted.</param>
    /// <returns>The submission.</returns>
    /// <exception cref="EmailMessageException">A field is wrong; one of a recipient is named as <c>recipients[n].field</c>.</exception>
    public static EmailBatchSubmission Create(EmailBatch batch, Func<string> mint, DateTimeOffset acceptedAt)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(mint);
        var message = batch.Message ?? throw new EmailMessageException("message", "is null");
        if (message.To.Count + message.Cc.Count + message.Bcc.Count > 0) throw new EmailMessageException("to", "names recipients, as cc and bcc may not either: those of a batch stand in its recipients");
        if (message.ListUnsubscribe is not null) throw new EmailMessageException("listUnsubscribe", "stands in the message: in a batch every recipient has one of their own");
        if (batch.Recipients is not { Count: > 0 and <= MaxRecipients }) throw new EmailMessageException("recipients", $"are none, or more than {MaxRecipients}");
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var text in new[] { message.Subject, message.Text, message.Html }) BatchText.Keys(text, keys);
        var items = new EmailBatchItem[batch.Recipients.Count];
        for (var i = 0; i < items.Length; i++) items[i] = Checked(message, batch.Recipients[i], i, keys, mint, acceptedAt);
        return new EmailBatchSubmission(message, items, acceptedAt.AddTicks(-(acceptedAt.Ticks % TimeSpan.TicksPerSecond)));
    }

    /// <summary>One mail of the batch, as it would be sent alone.</summary>
    /// <param name="item">One of <see cref="Items"/>.</param>
    /// <returns>Its submission.</returns>
    public EmailSubmission SubmissionOf(EmailBatchItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return EmailSubmission.Create(Personal(Message, item.Recipient), item.MessageId, Date, Tenant, Options) with { Gate = Gate };
    }

    /// <summary>The same batch for some of its mails.</summary>
    /// <param name="items">Some of <see cref="Items"/>; at least one.</param>
    /// <returns>The narrower batch.</returns>
    /// <exception cref="ArgumentException">There is none.</exception>
    public EmailBatchSubmission For(IReadOnlyList<EmailBatchItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count == 0) throw new ArgumentException("A batch has at least one mail.", nameof(items));
        return this with { Items = [.. items] };
    }

    /// <summary>For logs: no address and no word of the content.</summary>
    /// <returns>How many mails there are.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"EmailBatchSubmission {{ Items = {Items.Count} }}");

    /// <summary>The same batch with another face of the same content, made from what was checked.</summary>
    internal EmailBatchSubmission With(EmailMessage message) => this with { Message = message };

    private static EmailBatchItem Checked(EmailMessage message, EmailBatchRecipient? recipient, int index, SortedSet<string> keys, Func<string> mint, DateTimeOffset acceptedAt)
    {
        var at = string.Create(CultureInfo.InvariantCulture, $"recipients[{index}]");
        if (recipient?.To is null) throw new EmailMessageException(at, "is null, or names nobody");
        foreach (var key in keys)
        {
            if (!recipient.Values.TryGetValue(key, out var value) || value is null) throw new EmailMessageException($"{at}.values", $"have none for {key}, which the message names");
        }

        try
        {
            var submission = EmailSubmission.Create(Personal(message, recipient), mint(), acceptedAt);
            return new EmailBatchItem(recipient, submission.Recipients[0], submission.MessageId);
        }
        catch (EmailMessageException wrong)
        {
            throw new EmailMessageException($"{at}.{wrong.Field}", wrong.Reason);
        }
    }

    private static EmailMessage Personal(EmailMessage message, EmailBatchRecipient recipient) => message with
    {
        To = [recipient.To],
        Subject = BatchText.Fill(message.Subject, recipient.Values, isHtml: false)!,
        Text = BatchText.Fill(message.Text, recipient.Values, isHtml: false),
        Html = BatchText.Fill(message.Html, recipient.Values, isHtml: true),
        ListUnsubscribe = recipient.ListUnsubscribe,
        Metadata = Merged(message.Metadata, recipient.Metadata),
    };

    private static IReadOnlyDictionary<string, string> Merged(IReadOnlyDictionary<string, string> all, IReadOnlyDictionary<string, string> own)
    {
        if (own.Count == 0) return all;
        var merged = new Dictionary<string, string>(all, StringComparer.Ordinal);
        foreach (var (key, value) in own) merged[key] = value;
        return merged;
    }
}
