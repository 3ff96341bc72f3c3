using Leadmetrics.Notifications.Queue.Storing;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Puts mails into the queue that come one by one, at the same time: those that come while others are put in go together, in one commit.</summary>
/// <remarks>A mail that breaks a rule of the tables would take the others of its statement with it: then each is put in by itself, and only that one is refused.</remarks>
internal sealed class MailGroup
{
    // One is put in while the commit of the other is on its way to the disk.
    private const int Lanes = 2;

    private readonly PostgresDatabase _database;
    private readonly MailInsert _insert;
    private readonly Coalescer<NewMail, Answer> _mails;

    public MailGroup(PostgresDatabase database, MailInsert insert)
    {
        _database = database;
        _insert = insert;
        _mails = new Coalescer<NewMail, Answer>(Lanes, MailInsert.Most, MailInsert.Weigh, InsertAsync);
    }

    /// <returns>What came of the mail.</returns>
    public async Task<EnqueueOutcome> EnqueueAsync(NewMail mail, CancellationToken cancellationToken)
    {
        var answer = await _mails.RunAsync(mail, cancellationToken).ConfigureAwait(false);
        return answer.Refused is { } refused ? throw refused : answer.Outcome;
    }

    private async Task<IReadOnlyList<Answer>> InsertAsync(IReadOnlyList<NewMail> mails, CancellationToken cancellationToken)
    {
        try
        {
            var outcomes = await _database.WriteAsync(connection => _insert.RunAsync(connection, mails, cancellationToken), cancellationToken).ConfigureAwait(false);
            return [.. outcomes.Select(outcome => new Answer(outcome, null))];
        }
        catch (Exception broken) when (mails.Count > 1 && IsOfOneRow(broken))
        {
            var answers = new List<Answer>(mails.Count);
            foreach (var mail in mails) answers.Add(await InsertAloneAsync(mail, cancellationToken).ConfigureAwait(false));
            return answers;
        }
    }

    private async Task<Answer> InsertAloneAsync(NewMail mail, CancellationToken cancellationToken)
    {
        try
        {
            return (await InsertAsync([mail], cancellationToken).ConfigureAwait(false))[0];
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            // To its own caller, not to those of the others.
            return new Answer(default, broken);
        }
    }

    // Classes: 22 data, 23 integrity. Such a statement has stored nothing.
    private static bool IsOfOneRow(Exception broken) => (broken as PostgresException ?? broken.InnerException as PostgresException)?.SqlState is ['2', '2' or '3', ..];

    /// <summary>What came of a mail, or why it alone was refused.</summary>
    private readonly record struct Answer(EnqueueOutcome Outcome, Exception? Refused);
}
