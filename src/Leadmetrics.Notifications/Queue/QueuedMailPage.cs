namespace Leadmetrics.Notifications.Queue;

/// <summary>What a search among a tenant's mails found, the latest first.</summary>
/// <param name="Mails">The mails, each with the last of its history alone, without recipients. Few or none does not mean that there are no more.</param>
/// <param name="Next">Where the search goes on: it stopped to answer in time, or the page was full; <see langword="null"/>: all was looked at.</param>
public sealed record QueuedMailPage(IReadOnlyList<QueuedMail> Mails, Guid? Next);
