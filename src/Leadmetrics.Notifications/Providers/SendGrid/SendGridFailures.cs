using System.Globalization;
using System.Net;
using Leadmetrics.Notifications.Providers.Posting;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Turns what SendGrid answered, or what broke on the way to it, into the facts of a failure. Pure.</summary>
internal static class SendGridFailures
{
    private const string Lost = "The mail left, but no whole answer came: SendGrid may or may not have taken it.";
    private const string Late = "SendGrid did not answer in time.";

    /// <summary>An answer that is no success, to mail or to a call that may be made again.</summary>
    public static EmailFailure Of(HttpStatusCode status, string body, TimeSpan? retryAfter, bool isMail)
    {
        var described = SendGridClassifier.Describe(body);
        var verdict = SendGridClassifier.Classify(status, body, retryAfter);
        var phase = SendGridClassifier.PhaseOf(status, verdict.Outcome);
        if (!isMail)
        {
            // Nothing was sent that could have been taken.
            phase = SendPhase.Auth;
            if (verdict.Outcome == SendOutcome.Uncertain) verdict = verdict with { Outcome = SendOutcome.Deferred };
        }

        return Facts(verdict, phase, string.Create(CultureInfo.InvariantCulture, $"SendGrid answered {(int)status}: {described}"), new ServerResponse((int)status, null, described));
    }

    /// <summary>Errors that name one mail of a batch: its own.</summary>
    public static EmailFailure OfOne(IEnumerable<SendGridError> errors)
    {
        SendGridError[] own = [.. errors];
        var told = ServerText.Sanitize(string.Join("; ", own.Select(error => error.Message)));
        return Facts(new ReplyVerdict(SendGridClassifier.KindOf(own), SendOutcome.Rejected), SendPhase.Replied, $"SendGrid answered 400: {told}", new ServerResponse(400, null, told));
    }

    /// <summary>Errors that name no mail of a batch: everybody's, and no verdict on anybody's address.</summary>
    public static EmailFailure OfAll(IReadOnlyList<SendGridError> errors)
    {
        var told = ServerText.Sanitize(string.Join("; ", errors.Select(error => error.Describe())));
        var kind = SendGridClassifier.KindOf(errors);
        if (kind == FailureKind.RecipientRejected) kind = FailureKind.MessageRejected;
        return Facts(new ReplyVerdict(kind, SendOutcome.Rejected), SendPhase.Replied, $"SendGrid answered 400: {told}", new ServerResponse(400, null, told));
    }

    /// <summary>Whether a failure is the account's, so that the next mail would fail as well: it was called, or is closed, and no verdict on a mail was given.</summary>
    public static bool IsOfAccount(EmailFailure failure) => failure is
    {
        Phase: > SendPhase.Resolve and < SendPhase.DotSent,
        Kind: FailureKind.Authentication or FailureKind.Throttled or FailureKind.Connect or FailureKind.Dns or FailureKind.Tls or FailureKind.Timeout or FailureKind.Unavailable,
    };

    /// <summary>A request that ended with an exception.</summary>
    public static EmailFailure Of(Exception broken, bool hasLeft) => broken is OperationCanceledException ? Ended(hasLeft) : Facts(
        HttpBreak.Judge(broken, hasLeft), HttpBreak.PhaseOf(broken, hasLeft), hasLeft ? Lost : HttpBreak.Sentence(broken, "SendGrid"));

    /// <summary>The end of a deadline, or a cancellation behind the point of no return.</summary>
    public static EmailFailure Ended(bool hasLeft) => hasLeft
        ? Facts(new ReplyVerdict(FailureKind.Timeout, SendOutcome.Uncertain), SendPhase.DotSent, Lost)
        : Facts(new ReplyVerdict(FailureKind.Timeout, SendOutcome.Deferred), SendPhase.Connect, Late);

    /// <summary>The account is not called before its reset.</summary>
    public static EmailFailure Closed(TimeSpan left) =>
        Facts(new ReplyVerdict(FailureKind.Throttled, SendOutcome.Deferred, left), SendPhase.Connect, "SendGrid has asked to be called later: until then no such request is made to this account.");

    public static EmailFailure TooLarge() =>
        Facts(new ReplyVerdict(FailureKind.TooLarge, SendOutcome.Rejected), SendPhase.Resolve, "The mail is larger than the 30 MB that SendGrid takes.");

    /// <summary>A mail that could not be communicated, beside others that could.</summary>
    public static EmailFailure Unsendable(string message) =>
        Facts(new ReplyVerdict(FailureKind.MessageRejected, SendOutcome.Rejected), SendPhase.Resolve, message);

    /// <summary>A mail that did not leave, because the send was ended when others had left.</summary>
    public static EmailFailure Interrupted() =>
        Facts(new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Deferred), SendPhase.Resolve, "The send was ended before this mail left.") with { Remedy = null };

    /// <summary>A mail that was not taken because of others in its request, which were refused again and again.</summary>
    public static EmailFailure RefusedTooOften() =>
        Facts(new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Deferred), SendPhase.Replied, "SendGrid refused other mails of the batch in every request, and this one was in none that it took.") with { Remedy = null };

    public static EmailFailure Facts(ReplyVerdict verdict, SendPhase phase, string message, ServerResponse? response = null) => new()
    {
        Kind = verdict.Kind,
        Outcome = verdict.Outcome,
        RetryAfter = verdict.RetryAfter,
        Remedy = verdict.Remedy ?? SendGridClassifier.RemedyOf(verdict),
        Phase = phase,
        Message = message,
        Response = response,
        Provider = ProviderWords.SendGrid,
    };
}
