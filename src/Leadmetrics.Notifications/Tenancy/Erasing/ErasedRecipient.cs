namespace Leadmetrics.Notifications.Tenancy.Erasing;

/// <summary>What was removed of a recipient.</summary>
/// <param name="LastErrors">Last errors of provider rows that held the address.</param>
public sealed record ErasedRecipient(int LastErrors)
{
    /// <summary>Delivery events of the recipient; how far mails had come goes with them.</summary>
    public int Events { get; init; }

    /// <summary>Entries of the suppression list: the address may be mailed again.</summary>
    public int Suppressions { get; init; }

    /// <summary>Texts that held the address in other recipients' events and entries: what was said, a link, metadata, an event as the provider wrote it, a note, a mail's history.</summary>
    public int Texts { get; init; }

    /// <summary>Queued mails: those that were for the recipient alone, and of others the settled ones that held the address.</summary>
    public int Mails { get; init; }
}
