namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>What a worker was given.</summary>
/// <param name="Mails">The mails; a tenant's in the order in which they are due, its transactional lane first.</param>
/// <param name="Breakers">The open breakers of the accounts that they may go through: of their tenants, and the platform's.</param>
/// <param name="Cursor">Where the next round goes on (<see cref="ClaimRequest.After"/>).</param>
/// <param name="NextDue">How long until the next mail is due, where none is that could be taken and the store came by one; zero where the round is not over. A worker looks by itself every second all the same.</param>
public sealed record ClaimedMails(IReadOnlyList<ClaimedMail> Mails, IReadOnlyList<Breaker> Breakers, string? Cursor, TimeSpan? NextDue)
{
    /// <summary>Nothing.</summary>
    public static ClaimedMails None { get; } = new([], [], null, null);
}
