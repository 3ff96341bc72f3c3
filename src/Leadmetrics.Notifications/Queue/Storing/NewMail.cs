namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>A mail as it is put into the queue. The database's clock decides what is past, and when it was accepted.</summary>
public sealed record NewMail
{
    /// <summary>Whose.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Its id: version 7 of RFC 9562, so that neighbours in time are neighbours in an index.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its Message-ID, without angle brackets: the same in every copy. 1 to 250 characters.</summary>
    public required string MessageId { get; init; }

    /// <summary>Its lane.</summary>
    public QueueLane Lane { get; init; }

    /// <summary>The message and how it is sent, as octets; at most 32 MiB.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>See <see cref="Storing.RecipientMarks"/>; <see langword="null"/>: whom it is for is told by its body alone.</summary>
    public ReadOnlyMemory<byte>? RecipientMarks { get; init; }

    /// <summary>The SHA-256 of what makes two mails the same one, 32 octets: of a mail under a key.</summary>
    public ReadOnlyMemory<byte> BodyHash { get; init; }

    /// <summary>The contents of its attachments, each once.</summary>
    public IReadOnlyList<NewBlob> Blobs { get; init; } = [];

    /// <summary>See <see cref="QueueOptions.IdempotencyKey"/>.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>When it may be sent at the earliest; <see langword="null"/>: at once.</summary>
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>When trying ends; <see langword="null"/>: 72 hours after it may be sent.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What is done where nobody knows whether it arrived.</summary>
    public OnUncertain OnUncertain { get; init; }
}
