using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue.Sending;

/// <summary>What becomes of a mail after a try. Pure.</summary>
/// <remarks>
/// Only what was said of the message or its recipients counts as a try. Trouble of accounts, limits and our own stores gives the mail back as it was, so it makes no dead letter: what waits too long ends by its
/// expiry. What waits is due again when its wait is over, so that neither does it stand at the head of its tenant's mail meanwhile nor does another worker take it only to give it back. Whoever was accepted or refused is never tried again; of whom nobody knows, as <see cref="QueueOptions.OnUncertain"/> says, through the same account alone.
/// </remarks>
internal static class MailVerdict
{
    /// <summary>The longest that a worker leaves a tenant's mail alone because of its accounts: an edited row is noticed then.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(30);

    /// <summary>The longest that it does because of a limit: an edited limit is noticed then.</summary>
    public static readonly TimeSpan LongestLimitHold = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(5);

    // Of a mail that counts more than one to its limit: a smaller one may fit, and one is let through to see.
    private static readonly TimeSpan LongestLargeHold = TimeSpan.FromSeconds(5);

    /// <summary>Somebody was accepted.</summary>
    public static CourierReport Of(EmailSendResult result, ClaimedMail mail, SendTry tried, double jitter)
    {
        var open = OpenOf(result.Recipients);
        if (open.Count == 0) return new(Settle(mail, SettlementKind.Done, AttemptRecord.Of(AttemptOutcome.Sent, result, mail, tried)));
        var isUncertain = Has(result.Recipients, RecipientOutcome.Uncertain);
        var attempt = AttemptRecord.Of(isUncertain ? AttemptOutcome.Uncertain : AttemptOutcome.PartlySent, result, mail, tried);
        return isUncertain ? Uncertain(mail, attempt, open, RetrySchedule.LeastOf(result.Interruption, result.Recipients), jitter) : Retry(mail, attempt, open, RetrySchedule.LeastOf(result.Interruption, result.Recipients), jitter);
    }

    /// <summary>Nobody was reached, or nobody knows.</summary>
    /// <param name="failure">What stopped it.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="tried">What was called.</param>
    /// <param name="wait">How long its accounts wait, where it waits for them; zero: another one is free.</param>
    /// <param name="jitter">0 to 1.</param>
    public static CourierReport Of(EmailFailure failure, ClaimedMail mail, SendTry tried, TimeSpan? wait, double jitter)
    {
        var course = FailureCourses.Of(failure);
        return course switch
        {
            FailureCourse.Account or FailureCourse.Throttled => Waiting(mail, wait),
            FailureCourse.Limit => Limited(mail, Shorter(failure.RetryAfter!.Value, LongestLimitHold), tried.Recipients > 1),
            FailureCourse.Ours => Release(mail, failure.IsTransient ? StorePause : LongestHold),
            FailureCourse.LimitTooSmall => Bury(mail, DeadReason.LimitTooSmall, AttemptRecord.Of(AttemptOutcome.Rejected, failure, mail, tried)),
            FailureCourse.Rejected when IsSuppressed(failure) => Bury(mail, DeadReason.Suppressed, AttemptRecord.Of(AttemptOutcome.Suppressed, failure, mail, tried)),
            FailureCourse.Rejected => Bury(mail, DeadReason.Rejected, AttemptRecord.Of(AttemptOutcome.Rejected, failure, mail, tried)),
            FailureCourse.Uncertain => Uncertain(mail, AttemptRecord.Of(AttemptOutcome.Uncertain, failure, mail, tried), Narrowed(failure, tried), RetrySchedule.LeastOf(failure, failure.Recipients), jitter),
            _ => Retry(mail, AttemptRecord.Of(AttemptOutcome.Deferred, failure, mail, tried), Narrowed(failure, tried), RetrySchedule.LeastOf(failure, failure.Recipients), jitter),
        };
    }

    /// <summary>Every account that it may go through waits.</summary>
    public static CourierReport Waiting(ClaimedMail mail, TimeSpan? wait) => Release(mail, Shorter(wait ?? LongestHold, LongestHold));

    /// <summary>What it says of a mail that waits for a reason of its own: its tenant's other mail goes on.</summary>
    public static CourierReport Alone(CourierReport report) => report with { HoldTenant = null };

    /// <summary>A store that is needed does not answer.</summary>
    public static CourierReport Unavailable(ClaimedMail mail) => Release(mail, StorePause);

    /// <summary>A later version wrote it, and a worker of that version can read it: it waits for one, alone, and until its expiry at most.</summary>
    public static CourierReport OfLaterForm(ClaimedMail mail) => Alone(Release(mail, LongestHold));

    /// <summary>Trying has ended.</summary>
    public static CourierReport Expired(ClaimedMail mail) =>
        Bury(mail, DeadReason.Expired, new MailAttempt { Outcome = AttemptOutcome.Expired, Text = "Trying ended before the mail could be sent." });

    /// <summary>What is stored of it cannot be read back.</summary>
    public static CourierReport Poison(ClaimedMail mail, string why) => Bury(mail, DeadReason.Poison, new MailAttempt { Outcome = AttemptOutcome.Poison, Text = AttemptRecord.Text(why) });

    private static CourierReport Uncertain(ClaimedMail mail, MailAttempt attempt, IReadOnlyList<string>? open, TimeSpan least, double jitter)
    {
        if (mail.OnUncertain == OnUncertain.Hold) return new(Settle(mail, SettlementKind.Hold, attempt) with { Open = open });
        var retry = Retry(mail, attempt, open, least, jitter);
        return retry with { Settlement = retry.Settlement with { Pinned = attempt.Account } };
    }

    private static CourierReport Retry(ClaimedMail mail, MailAttempt attempt, IReadOnlyList<string>? open, TimeSpan least, double jitter) =>
        new(Settle(mail, SettlementKind.Retry, attempt) with { DueIn = RetrySchedule.After(mail.Attempt, least, mail.ExpiresIn, jitter), Open = open });

    private static CourierReport Limited(ClaimedMail mail, TimeSpan wait, bool isLarge)
    {
        var report = Release(mail, wait);
        return isLarge && wait > LongestLargeHold ? report with { HoldTenant = LongestLargeHold } : report;
    }

    // Not behind the mail's end, so that it is buried then.
    private static CourierReport Release(ClaimedMail mail, TimeSpan wait)
    {
        var settlement = Settle(mail, SettlementKind.Release, null);
        return wait > TimeSpan.Zero ? new(settlement with { DueIn = Shorter(wait, mail.ExpiresIn) }, wait) : new(settlement);
    }

    private static CourierReport Bury(ClaimedMail mail, DeadReason reason, MailAttempt attempt) => new(Settle(mail, SettlementKind.Bury, attempt) with { Reason = reason });

    private static Settlement Settle(ClaimedMail mail, SettlementKind kind, MailAttempt? attempt) => new() { Lease = mail.Lease, Kind = kind, Attempt = attempt };

    // Judged together, or all of them open still: as before.
    private static List<string>? Narrowed(EmailFailure failure, SendTry tried)
    {
        var open = OpenOf(failure.Recipients);
        return open.Count == 0 || open.Count == tried.Recipients ? null : open;
    }

    private static List<string> OpenOf(IReadOnlyList<EmailRecipientResult> recipients)
    {
        var open = new List<string>();
        foreach (var recipient in recipients)
        {
            if (recipient.Outcome is RecipientOutcome.Deferred or RecipientOutcome.Uncertain) open.Add(recipient.Address);
        }

        return open;
    }

    private static bool Has(IReadOnlyList<EmailRecipientResult> recipients, RecipientOutcome outcome) => recipients.Any(recipient => recipient.Outcome == outcome);

    private static bool IsSuppressed(EmailFailure failure) => failure.Recipients.Count > 0 && failure.Recipients.All(recipient => recipient.Outcome == RecipientOutcome.Suppressed);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
