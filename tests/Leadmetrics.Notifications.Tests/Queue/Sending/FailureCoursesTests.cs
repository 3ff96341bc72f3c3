using System.Net;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Providers.Smtp.Remedying;
using Leadmetrics.Notifications.Queue.Sending;
using Leadmetrics.Notifications.Tests.Providers.SendGrid;
using Leadmetrics.Notifications.Tests.Providers.Smtp;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Tests.Queue.Sending;

/// <summary>What servers really answer, and what it means for a queued mail.</summary>
public sealed class FailureCoursesTests
{
    private static readonly SmtpAccountHint Account = new("mail.example.com", 587, SmtpTlsMode.StartTls);

    public static TheoryData<SmtpPhase, string> Replies => [.. SmtpReplyClassifierTests.Replies.Select(row => (row.Data.Item1, row.Data.Item2))];

    public static TheoryData<int, string> Answers => [.. SendGridClassifierTests.Answers.Select(row => (row.Data.Item1, row.Data.Item2))];

    [Theory]
    [InlineData(SmtpPhase.Greeting, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", FailureCourse.Account)]
    [InlineData(SmtpPhase.Greeting, "554 No SMTP service here", FailureCourse.Account)]
    [InlineData(SmtpPhase.Greeting, "421 4.3.2 Try later", FailureCourse.Account)]
    [InlineData(SmtpPhase.Ehlo, "504 5.5.2 <localhost>: Helo command rejected", FailureCourse.Account)]
    [InlineData(SmtpPhase.Ehlo, "552 5.3.4 Message size exceeds fixed limit", FailureCourse.Account)]
    [InlineData(SmtpPhase.Tls, "454 4.7.0 TLS not available due to local problem", FailureCourse.Account)]
    [InlineData(SmtpPhase.Auth, "535 5.7.8 Authentication failed", FailureCourse.Account)]
    [InlineData(SmtpPhase.Auth, "454 4.7.0 Temporary authentication failure", FailureCourse.Account)]
    [InlineData(SmtpPhase.Mail, "530 5.7.0 Authentication required", FailureCourse.Account)]
    [InlineData(SmtpPhase.Mail, "503 5.5.4 Error: send AUTH command first", FailureCourse.Account)]
    [InlineData(SmtpPhase.Mail, "421 4.3.2 Service shutting down", FailureCourse.Account)]
    [InlineData(SmtpPhase.Mail, "452 4.3.1 Insufficient system storage", FailureCourse.Account)]
    [InlineData(SmtpPhase.Mail, "530 5.7.0 Must issue a STARTTLS command first", FailureCourse.Account)]
    [InlineData(SmtpPhase.Replied, "550 5.7.29 Gmail requires all bulk email senders to use TLS/SSL", FailureCourse.Account)]
    [InlineData(SmtpPhase.Replied, "550 5.7.0 too many e-mails per second", FailureCourse.Throttled)]
    [InlineData(SmtpPhase.Mail, "450 4.7.1 Rate limit reached, retry in 90 seconds", FailureCourse.Throttled)]
    [InlineData(SmtpPhase.Replied, "550 5.4.5 Daily user sending limit exceeded", FailureCourse.Throttled)]
    [InlineData(SmtpPhase.Rcpt, "450 4.2.0 Recipient address rejected: Greylisted", FailureCourse.Later)]
    [InlineData(SmtpPhase.Mail, "451 4.7.1 Greylisting in action, please come back in 00:04:59", FailureCourse.Later)]
    [InlineData(SmtpPhase.Rcpt, "452 4.2.2 Mailbox full", FailureCourse.Later)]
    [InlineData(SmtpPhase.Data, "451 4.3.0 queue file write error", FailureCourse.Account)]
    [InlineData(SmtpPhase.Replied, "451 4.3.0 queue file write error", FailureCourse.Later)]
    [InlineData(SmtpPhase.Rcpt, "503 5.5.1 Error: need MAIL command", FailureCourse.Later)]
    [InlineData(SmtpPhase.Rcpt, "550 5.1.1 User unknown", FailureCourse.Rejected)]
    [InlineData(SmtpPhase.Mail, "553 5.1.8 Sender address rejected: Domain not found", FailureCourse.Rejected)]
    [InlineData(SmtpPhase.Replied, "554 5.7.1 Spam message rejected", FailureCourse.Rejected)]
    [InlineData(SmtpPhase.Mail, "552 5.3.4 Message size exceeds fixed maximum message size", FailureCourse.Rejected)]
    [InlineData(SmtpPhase.Replied, "550 5.7.26 Unauthenticated email is not accepted due to DMARC policy", FailureCourse.Rejected)]
    internal void An_answer_has_its_course(SmtpPhase phase, string reply, FailureCourse course) => Assert.Equal(course, FailureCourses.Of(SmtpFailureMapper.FromReply(Parse(reply), phase, Account)));

    [Theory]
    [MemberData(nameof(Replies))]
    public void No_reply_before_MAIL_is_a_verdict_on_a_mail_and_none_behind_it_is_lost(SmtpPhase phase, string reply)
    {
        var failure = SmtpFailureMapper.FromReply(Parse(reply), phase, Account);
        var course = FailureCourses.Of(failure);

        if (phase < SmtpPhase.Mail) Assert.True(course is FailureCourse.Account or FailureCourse.Throttled, $"{course}");
        else Assert.True(course is FailureCourse.Account or FailureCourse.Throttled or FailureCourse.Later or FailureCourse.Rejected, $"{course}");
        if (failure.Outcome == SendOutcome.Deferred) Assert.NotEqual(FailureCourse.Rejected, course);
        if (course == FailureCourse.Rejected) Assert.InRange(failure.Response!.Code, 500, 599);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_of_SendGrid_has_its_course(int status, string body)
    {
        var failure = SendGridFailures.Of((HttpStatusCode)status, body, null, isMail: true);
        var expected = failure switch
        {
            { Outcome: SendOutcome.Uncertain } => FailureCourse.Uncertain,
            { Kind: FailureKind.Throttled } => FailureCourse.Throttled,
            { Kind: FailureKind.SenderRejected or FailureKind.RecipientRejected or FailureKind.MessageRejected or FailureKind.TooLarge } => FailureCourse.Rejected,
            _ when status is >= 300 and < 400 => FailureCourse.Later,
            _ => FailureCourse.Account,
        };

        Assert.Equal(expected, FailureCourses.Of(failure));
    }

    [Theory]
    [InlineData(FailureKind.Configuration, SendPhase.Resolve, SendOutcome.Rejected, FailureCourse.Ours)]
    [InlineData(FailureKind.Unavailable, SendPhase.Resolve, SendOutcome.Deferred, FailureCourse.Ours)]
    [InlineData(FailureKind.MessageRejected, SendPhase.Resolve, SendOutcome.Rejected, FailureCourse.Rejected)]
    [InlineData(FailureKind.TooLarge, SendPhase.Resolve, SendOutcome.Rejected, FailureCourse.Rejected)]
    [InlineData(FailureKind.TooLarge, SendPhase.Greeting, SendOutcome.Rejected, FailureCourse.Rejected)]
    [InlineData(FailureKind.MessageRejected, SendPhase.Greeting, SendOutcome.Rejected, FailureCourse.Rejected)]
    [InlineData(FailureKind.LimitReached, SendPhase.Resolve, SendOutcome.Rejected, FailureCourse.LimitTooSmall)]
    [InlineData(FailureKind.Blocked, SendPhase.Connect, SendOutcome.Rejected, FailureCourse.Account)]
    [InlineData(FailureKind.Dns, SendPhase.Connect, SendOutcome.Deferred, FailureCourse.Account)]
    [InlineData(FailureKind.Connect, SendPhase.Connect, SendOutcome.Deferred, FailureCourse.Account)]
    [InlineData(FailureKind.Tls, SendPhase.Tls, SendOutcome.Rejected, FailureCourse.Account)]
    [InlineData(FailureKind.Timeout, SendPhase.Greeting, SendOutcome.Deferred, FailureCourse.Account)]
    [InlineData(FailureKind.Protocol, SendPhase.Greeting, SendOutcome.Deferred, FailureCourse.Account)]
    [InlineData(FailureKind.NeedsReauthorization, SendPhase.Auth, SendOutcome.Rejected, FailureCourse.Account)]
    [InlineData(FailureKind.Configuration, SendPhase.Auth, SendOutcome.Rejected, FailureCourse.Account)]
    [InlineData(FailureKind.Unavailable, SendPhase.Data, SendOutcome.Deferred, FailureCourse.Later)]
    [InlineData(FailureKind.Timeout, SendPhase.Mail, SendOutcome.Deferred, FailureCourse.Later)]
    [InlineData(FailureKind.Protocol, SendPhase.Data, SendOutcome.Deferred, FailureCourse.Later)]
    [InlineData(FailureKind.Timeout, SendPhase.DotSent, SendOutcome.Uncertain, FailureCourse.Uncertain)]
    [InlineData(FailureKind.Unavailable, SendPhase.DotSent, SendOutcome.Uncertain, FailureCourse.Uncertain)]
    internal void What_broke_without_an_answer_has_its_course(FailureKind kind, SendPhase phase, SendOutcome outcome, FailureCourse course) =>
        Assert.Equal(course, FailureCourses.Of(Mails.Failure(kind, phase, outcome)));

    [Fact]
    public void What_is_open_of_one_recipient_decides()
    {
        var refused = Mails.Unknown with { Recipients = [Mails.Of("a@b", RecipientOutcome.Rejected), Mails.Of("c@d", RecipientOutcome.Deferred)] };

        Assert.Equal(FailureCourse.Later, FailureCourses.Of(refused));
        Assert.Equal(FailureCourse.Uncertain, FailureCourses.Of(refused with { Recipients = [.. refused.Recipients, Mails.Of("e@f", RecipientOutcome.Uncertain)] }));
        Assert.Equal(FailureCourse.Rejected, FailureCourses.Of(refused with { Recipients = [refused.Recipients[0]] }));
        Assert.Equal(FailureCourse.Limit, FailureCourses.Of(Mails.Failure(FailureKind.LimitReached, SendPhase.Resolve) with { RetryAfter = TimeSpan.FromMinutes(1) }));
    }

    private static SmtpReply Parse(string reply)
    {
        string[] lines = reply.Split('\n');
        return new SmtpReply(int.Parse(lines[0].AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture), [.. lines.Select(line => line[4..])]);
    }
}
