namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>A mail that a worker holds.</summary>
public sealed record ClaimedMail
{
    /// <summary>The hold.</summary>
    public required MailLease Lease { get; init; }

    /// <summary>Its Message-ID.</summary>
    public required string MessageId { get; init; }

    /// <summary>What its Date field says: the later of acceptance and the time to send at.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Its lane.</summary>
    public QueueLane Lane { get; init; }

    /// <summary>What is done where nobody knows whether it arrived.</summary>
    public OnUncertain OnUncertain { get; init; }

    /// <summary>How often it was tried before and is counted.</summary>
    public int Attempt { get; init; }

    /// <summary>How many processes crashed while they were sending it.</summary>
    public int Crashes { get; init; }

    /// <summary>How long trying goes on; zero or less: it has ended, and the mail is to be buried.</summary>
    public required TimeSpan ExpiresIn { get; init; }

    /// <summary>How long it was due when it was claimed.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>The recipients that are still open, as the envelope carries them; <see langword="null"/>: all.</summary>
    public IReadOnlyList<string>? Open { get; init; }

    /// <summary>The account that it keeps to, since nobody knows whether it got through there; <see langword="null"/>: any of its tenant's.</summary>
    public string? Pinned { get; init; }

    /// <summary>What was stored; <see langword="null"/> where it is gone or cannot be read.</summary>
    public required ReadOnlyMemory<byte>? Body { get; init; }
}
