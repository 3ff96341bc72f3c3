using Leadmetrics.Notifications.Queue.Bodies;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Tests.Queue.Sending;

/// <summary>Mails as a claim gives them, and failures as providers tell them.</summary>
internal static class Mails
{
    public static TenantId Acme { get; } = new("acme");

    public static ClaimedMail Claimed(params string[] to) => Claimed(new EmailMessage { To = [.. to.Select(address => new EmailAddress(address))], Subject = "Hello", Text = "Hello." });

    public static ClaimedMail Claimed(EmailMessage message, SendOptions? options = null, params StoredAttachment[] attachments) => new()
    {
        Lease = new MailLease(Acme, Guid.CreateVersion7(), 1),
        MessageId = "0f1e2d3c4b5a69788796a5b4c3d2e1f0@example.com",
        Date = new DateTimeOffset(2026, 3, 1, 9, 8, 7, TimeSpan.Zero),
        ExpiresIn = TimeSpan.FromHours(72),
        Body = MailBodyWriter.Write(message, attachments, options ?? new SendOptions()),
    };

    public static EmailFailure Failure(FailureKind kind, SendPhase phase, SendOutcome outcome = SendOutcome.Deferred) =>
        new() { Kind = kind, Phase = phase, Outcome = outcome, Message = "It failed.", Provider = "smtp" };

    public static EmailFailure Refused { get; } = Failure(FailureKind.Authentication, SendPhase.Auth, SendOutcome.Rejected) with { Response = new ServerResponse(535, "5.7.8", "Bad credentials") };

    public static EmailFailure Unreachable { get; } = Failure(FailureKind.Connect, SendPhase.Connect);

    public static EmailFailure Greylisted { get; } = Failure(FailureKind.RecipientRejected, SendPhase.Rcpt) with { Response = new ServerResponse(450, "4.2.0", "Greylisted, see a page") };

    public static EmailFailure Unknown { get; } = Failure(FailureKind.RecipientRejected, SendPhase.Rcpt, SendOutcome.Rejected) with { Response = new ServerResponse(550, "5.1.1", "No such user") };

    public static EmailFailure Lost { get; } = Failure(FailureKind.Timeout, SendPhase.DotSent, SendOutcome.Uncertain);

    public static EmailFailure Throttled(TimeSpan? retryAfter = null) =>
        Failure(FailureKind.Throttled, SendPhase.Mail) with { RetryAfter = retryAfter, Response = new ServerResponse(450, "4.7.1", "Too many messages") };

    public static EmailRecipientResult Of(string address, RecipientOutcome outcome, ServerResponse? response = null) => new(address, outcome, response);
}
