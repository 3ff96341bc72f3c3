namespace Leadmetrics.Notifications.Queue.Bodies;

/// <summary>An attachment as a queued mail's body has it: its content, where it is small, else the name of the content in the store.</summary>
/// <param name="FileName">See <see cref="EmailAttachment.FileName"/>.</param>
/// <param name="ContentType">See <see cref="EmailAttachment.ContentType"/>.</param>
/// <param name="ContentId">See <see cref="EmailAttachment.ContentId"/>.</param>
/// <param name="Content">The octets; <see langword="null"/>: they are in the store.</param>
/// <param name="Length">How many octets it has.</param>
/// <param name="Sha256">The name in the store: 32 octets; empty where the content is here.</param>
internal sealed record StoredAttachment(string FileName, string ContentType, string? ContentId, ReadOnlyMemory<byte>? Content, long Length, ReadOnlyMemory<byte> Sha256);
