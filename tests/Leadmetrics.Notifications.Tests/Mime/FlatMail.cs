namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>What a reader made of a message that shows bodies and attachments, and not the tree they stood in.</summary>
internal sealed record FlatMail(
    string? Subject,
    IReadOnlyList<ReadMail.Mailbox> From,
    IReadOnlyList<ReadMail.Mailbox> To,
    IReadOnlyList<ReadMail.Mailbox> Cc,
    IReadOnlyList<ReadMail.Mailbox> Bcc,
    IReadOnlyList<ReadMail.Mailbox> ReplyTo,
    string? Date,
    string? MessageId,
    string? InReplyTo,
    IReadOnlyList<string> References,
    IReadOnlyList<ReadMail.Field> Fields,
    string? Text,
    string? Html,
    IReadOnlyList<FlatMail.Attachment> Attachments)
{
    internal sealed record Attachment(
        string? FileName,
        string? FileNameParameter,
        string Type,
        string? ContentId,
        string? Disposition,
        bool Related,
        string? Method,
        long Length,
        byte[]? Content,
        string? Sha256);
}
