using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Puts mails into the queue that come one by one, at the same time: those that come while others are put in go together, in one commit. Whoever gives up while his is put in may find it queued.</summary>
internal sealed class MailGroup(PostgresDatabase database, MailInsert insert)
{
    // One is put in while the commit of the other is on its way to the disk.
    private const int Lanes = 2;

    private readonly Coalescer<NewMail, EnqueueOutcome> _mails = new(
        Lanes,
        MailInsert.Most,
        MailInsert.Weigh,
        (mails, cancellationToken) => database.WriteAsync(connection => insert.RunAsync(connection, mails, cancellationToken), cancellationToken));

    /// <returns>What came of the mail.</returns>
    public Task<EnqueueOutcome> EnqueueAsync(NewMail mail, CancellationToken cancellationToken) => _mails.RunAsync(mail, cancellationToken);
}
