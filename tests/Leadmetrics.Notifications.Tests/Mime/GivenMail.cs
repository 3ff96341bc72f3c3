namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>All that a message is written from.</summary>
internal sealed record GivenMail(EmailMessage Message)
{
    /// <summary>The provider's, which the message's own goes before.</summary>
    public EmailAddress Sender { get; init; } = Written.Sender;

    public string MessageId { get; init; } = Written.MessageId;

    public DateTimeOffset Date { get; init; } = Written.Date;

    /// <summary>What the message's List-Unsubscribe has to be.</summary>
    public string? Unsubscribe { get; init; }

    public bool ShowsTags { get; init; }

    public Task<byte[]> WriteAsync() => Written.AsBytesAsync(EmailSubmission.Create(Message, MessageId, Date) with { ShowsTags = ShowsTags }, Message.From ?? Sender);
}
