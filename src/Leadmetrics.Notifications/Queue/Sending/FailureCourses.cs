using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Queue.Sending;

/// <summary>Tells a failure's course. Pure; the first rule that fits decides.</summary>
/// <remarks>
/// The line between <see cref="FailureCourse.Account"/> and <see cref="FailureCourse.Later"/> is what a message has to do with it. Before MAIL nothing was said of any message. From MAIL on it is the
/// account's where the server says so: its session is closing (421), its system is out of order (4.3.x, an API's 500), it wants another login or TLS. A connection that is lost or falls silent from MAIL on may
/// be what this very message does to the server, so it counts as a try: else one mail could keep a tenant's account closed until it expires.
/// </remarks>
internal static class FailureCourses
{
    public static FailureCourse Of(EmailFailure failure)
    {
        // Recipients may have been judged apart: what is open of one of them decides.
        if (Has(failure, RecipientOutcome.Uncertain)) return FailureCourse.Uncertain;
        var course = OfWhole(failure);
        return course == FailureCourse.Rejected && Has(failure, RecipientOutcome.Deferred) ? FailureCourse.Later : course;
    }

    private static FailureCourse OfWhole(EmailFailure failure) => failure switch
    {
        { Outcome: SendOutcome.Uncertain } => FailureCourse.Uncertain,
        { Kind: FailureKind.LimitReached } => failure.RetryAfter is null ? FailureCourse.LimitTooSmall : FailureCourse.Limit,
        { Kind: FailureKind.Throttled } => FailureCourse.Throttled,
        { Phase: SendPhase.Resolve } => IsOfMessage(failure.Kind) ? ByOutcome(failure) : FailureCourse.Ours,
        _ when IsOfAccount(failure) => FailureCourse.Account,
        _ => ByOutcome(failure),
    };

    private static bool IsOfAccount(EmailFailure failure) => failure.Kind switch
    {
        FailureKind.Configuration or FailureKind.Blocked or FailureKind.Tls or FailureKind.Authentication or FailureKind.NeedsReauthorization => true,
        FailureKind.Unavailable when failure.Response is not null => Failover.IsTheProvidersFault(failure),

        // A dialogue that ends before MAIL with a word about size or recipients has seen neither. An API names the sender at the door.
        FailureKind.TooLarge or FailureKind.RecipientRejected => failure is { Phase: < SendPhase.Mail, Response: not null },
        _ => failure.Phase < SendPhase.Mail && Failover.IsTheProvidersFault(failure),
    };

    private static bool IsOfMessage(FailureKind kind) =>
        kind is FailureKind.RecipientRejected or FailureKind.SenderRejected or FailureKind.SenderNotAuthenticated or FailureKind.MessageRejected or FailureKind.TooLarge;

    private static FailureCourse ByOutcome(EmailFailure failure) => failure.Outcome switch
    {
        // A dialogue that broke is no verdict on anybody, whatever its maker calls it.
        SendOutcome.Rejected when IsOfMessage(failure.Kind) || failure.Response is not null => FailureCourse.Rejected,
        _ => FailureCourse.Later,
    };

    private static bool Has(EmailFailure failure, RecipientOutcome outcome) => failure.Recipients.Any(recipient => recipient.Outcome == outcome);
}
