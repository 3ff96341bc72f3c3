using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Providers.Smtp.Remedying;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Tests.Tenancy;

/// <summary>Which failures let another provider try, and which say that one is broken.</summary>
public sealed class FailoverTests
{
    private static readonly FailureKind[] OfTheMessage =
    [
        FailureKind.RecipientRejected, FailureKind.SenderRejected, FailureKind.SenderNotAuthenticated, FailureKind.MessageRejected, FailureKind.TooLarge, FailureKind.LimitReached,
    ];

    public static TheoryData<FailureKind> Kinds => [.. Enum.GetValues<FailureKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_next_provider_is_tried_on_the_providers_fault_alone(FailureKind kind) =>
        Assert.Equal(!OfTheMessage.Contains(kind), Failover.IsTheProvidersFault(Failure(kind, SendPhase.Auth)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nothing_is_tried_again_after_the_point_of_no_return(FailureKind kind)
    {
        Assert.False(Failover.IsTheProvidersFault(Failure(kind, SendPhase.DotSent)));
        Assert.False(Failover.IsTheProvidersFault(Failure(kind, SendPhase.Replied)));
        Assert.False(Failover.IsTheProvidersFault(Failure(kind, SendPhase.Data, SendOutcome.Uncertain)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_provider_is_broken_by_what_would_meet_every_mail(FailureKind kind)
    {
        Assert.Equal(!OfTheMessage.Contains(kind) && kind != FailureKind.Throttled, Failover.IsBreak(Failure(kind, SendPhase.Connect)));

        // What is wrong on our side, before the provider is called, is not its break.
        Assert.False(Failover.IsBreak(Failure(kind, SendPhase.Resolve)));
    }

    // As servers say it, classified as it is when it is read.
    [Theory]
    [InlineData(SmtpPhase.Mail, 421, "4.3.2 Service shutting down", true, false)]
    [InlineData(SmtpPhase.Mail, 451, "4.3.0 Temporary system problem", true, false)]
    [InlineData(SmtpPhase.Mail, 450, "4.7.1 Greylisted, try again later", false, false)]
    [InlineData(SmtpPhase.Rcpt, 450, "4.2.0 Mailbox busy", false, false)]
    [InlineData(SmtpPhase.Data, 451, "4.7.1 Greylisted", false, false)]
    [InlineData(SmtpPhase.Data, 550, "5.7.1 Spam", false, false)]
    [InlineData(SmtpPhase.Mail, 530, "5.7.0 Authentication required", true, true)]
    [InlineData(SmtpPhase.Greeting, 554, "5.7.1 Blocked", true, true)]
    [InlineData(SmtpPhase.Auth, 535, "5.7.8 Bad credentials", true, true)]
    [InlineData(SmtpPhase.Auth, 454, "4.7.0 Temporary authentication failure", true, true)]
    public void What_a_server_says_to_one_message_breaks_no_account(SmtpPhase phase, int code, string text, bool next, bool breaks)
    {
        var failure = SmtpFailureMapper.FromReply(new SmtpReply(code, text), phase, new SmtpAccountHint("mail.example.com", 587, SmtpTlsMode.StartTls));

        Assert.Equal((next, breaks), (Failover.IsTheProvidersFault(failure), Failover.IsBreak(failure)));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public void An_http_service_that_is_out_of_order_lets_the_next_provider_try(int code)
    {
        var failure = Failure(FailureKind.Unavailable, SendPhase.Mail, SendOutcome.Deferred) with { Response = new ServerResponse(code, null, "Service Unavailable") };

        Assert.True(Failover.IsTheProvidersFault(failure));
        Assert.False(Failover.IsBreak(failure));
        Assert.False(Failover.IsWorking(failure));
    }

    [Fact]
    public void A_server_that_judges_a_recipient_works()
    {
        var refused = Failure(FailureKind.RecipientRejected, SendPhase.Rcpt);
        Assert.False(Failover.IsWorking(refused));
        Assert.True(Failover.IsWorking(refused with { Response = new ServerResponse(550, "5.1.1", "no such user") }));
        Assert.False(Failover.IsWorking(Failure(FailureKind.Throttled, SendPhase.Mail) with { Response = new ServerResponse(450, null, "slow down") }));
    }

    private static EmailFailure Failure(FailureKind kind, SendPhase phase, SendOutcome outcome = SendOutcome.Rejected) => new() { Kind = kind, Phase = phase, Outcome = outcome, Message = "x" };
}
