using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Testing.Tests;

public sealed class CapturingProviderTests
{
    private static readonly EmailMessage Message = new() { To = [new("c@d.test"), new("e@d.test")], From = new("a@b.test"), Subject = "s", Text = "t" };

    [Fact]
    public async Task It_accepts_everybody_until_it_is_told_otherwise()
    {
        var provider = new CapturingProvider();
        provider.Fail(FailureKind.Unavailable, SendOutcome.Deferred);
        var submission = EmailSubmission.Create(Message, "1@b.test", DateTimeOffset.UnixEpoch);

        var e = await Assert.ThrowsAsync<EmailDeliveryException>(() => provider.SendAsync(submission));
        var result = await provider.SendAsync(submission);

        Assert.True(e.IsTransient);
        Assert.Equal(("capturing", "1@b.test"), (e.Failure.Provider, e.Failure.MessageId));
        Assert.Equal(SendOutcome.Accepted, result.Outcome);
        Assert.Equal(["c@d.test", "e@d.test"], result.Recipients.Select(recipient => recipient.Address));
        Assert.Equal([submission, submission], await provider.WaitForSubmissionsAsync(2));
    }

    [Fact]
    public async Task A_gate_that_throws_ends_the_send_and_nothing_is_kept()
    {
        var provider = new CapturingProvider();
        var submission = EmailSubmission.Create(Message, "1@b.test", DateTimeOffset.UnixEpoch) with { Gate = _ => throw new InvalidOperationException("lease lost") };

        await Assert.ThrowsAsync<InvalidOperationException>(() => provider.SendAsync(submission));

        Assert.Empty(provider.Submissions);
    }

    [Fact]
    public async Task A_failed_verification_is_thrown()
    {
        var provider = new CapturingProvider("smtp");
        Assert.True((await provider.VerifyAsync()).Passed);
        provider.Verification = new([])
        {
            Failure = new() { Kind = FailureKind.Authentication, Phase = SendPhase.Auth, Outcome = SendOutcome.Rejected, Message = "wrong password" },
        };

        var e = await Assert.ThrowsAsync<EmailVerificationException>(() => provider.VerifyAsync());

        Assert.Equal("auth", e.Report.Summary);
        Assert.Equal(2, provider.Verifications);
    }
}
