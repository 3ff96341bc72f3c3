using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.AspNetCore.Queueing;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Shown;

/// <summary>Which words of servers a tenant is shown: none from before authentication, none about the platform's account.</summary>
public sealed class ServerWordsTests
{
    private const string Said = "554 relay7.internal does not talk to you";

    [Theory]
    [InlineData(SendPhase.Greeting, FailureKind.Unavailable, "row:1", false)]
    [InlineData(SendPhase.Tls, FailureKind.Tls, "row:1", false)]
    [InlineData(SendPhase.Auth, FailureKind.Authentication, "row:1", true)]
    [InlineData(SendPhase.Rcpt, FailureKind.RecipientRejected, "row:1", true)]
    [InlineData(SendPhase.Replied, FailureKind.Authentication, "platform", false)]
    [InlineData(SendPhase.Replied, FailureKind.Throttled, "platform", false)]
    [InlineData(SendPhase.Replied, FailureKind.MessageRejected, "platform", true)]
    public void A_try_tells_what_concerns_the_tenant(SendPhase phase, FailureKind kind, string account, bool shown)
    {
        var attempt = new MailAttempt { Outcome = AttemptOutcome.Deferred, Phase = phase, Kind = kind, Account = account, Code = 554, EnhancedCode = "5.7.1", Text = Said };

        var answer = AttemptAnswer.Of(attempt);

        Assert.Equal(shown ? (554, "5.7.1", Said) : (null, null, null), (answer.Code, answer.EnhancedCode, answer.Text));
        Assert.Equal((kind, phase), (answer.Kind, answer.Phase));
    }

    [Fact]
    public void Words_of_our_own_are_always_told() =>
        Assert.Equal("The host name does not resolve.", AttemptAnswer.Of(new MailAttempt { Outcome = AttemptOutcome.Deferred, Phase = SendPhase.Resolve, Kind = FailureKind.Dns, Text = "The host name does not resolve." }).Text);

    [Theory]
    [InlineData(FailureKind.Connect, false)]
    [InlineData(FailureKind.RecipientRejected, true)]
    public void A_dead_letter_tells_no_more_than_its_tries(FailureKind kind, bool shown) => Assert.Equal(
        shown ? Said : null,
        DeadLetterAnswer.Of(new DeadLetter { Id = Guid.Empty, MessageId = "m", Reason = DeadReason.Rejected, DiedAt = DateTimeOffset.UnixEpoch, Kind = kind, Code = 554, Text = Said }).Text);

    [Fact]
    public void A_failed_send_tells_nothing_from_before_authentication()
    {
        var failure = new EmailFailure { Kind = FailureKind.Unavailable, Phase = SendPhase.Greeting, Outcome = SendOutcome.Deferred, Message = "The server refused us.", Response = new ServerResponse(554, null, Said) };

        Assert.Null(FailureAnswer.Of(failure).Response);
        Assert.Equal(Said, FailureAnswer.Of(failure with { Phase = SendPhase.Rcpt }).Response!.Text);
    }
}
