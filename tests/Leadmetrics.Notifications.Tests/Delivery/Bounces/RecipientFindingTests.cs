using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Delivery.Bounces;

namespace Leadmetrics.Notifications.Tests.Delivery.Bounces;

/// <summary>Which code counts where a report and the server that it quotes say different things.</summary>
public sealed class RecipientFindingTests
{
    [Theory]

    // The subject stays what the Status says.
    [InlineData("5.7.1", "550 5.7.26 unauthenticated", "5.7.26")]
    [InlineData("5.7.1", "550 rejected (5.7.26)", "5.7.26")]
    [InlineData("5.7.1", "550 5.1.1 user unknown", "5.7.1")]
    [InlineData("5.7.1", "550 5.7.1 blocked, upstream said 550 5.1.1 user unknown", "5.7.1")]
    [InlineData("5.1.0", "550 5.1.1 user unknown", "5.1.1")]
    [InlineData("5.1.0", "550 rejected, like all 5.1.1", "5.1.0")]
    [InlineData("5.1.0", "550 5.2.1 disabled", "5.1.0")]
    [InlineData("5.2.0", "550 see 5.2.2 over quota", "5.2.2")]
    [InlineData("5.2.0", "550 see 5.2.1 disabled", "5.2.0")]

    // A Status that says nothing is the one directly behind the reply code, or stays.
    [InlineData("5.0.0", "550 5.1.1 user unknown", "5.1.1")]
    [InlineData("5.0.0", "550-5.1.1 user unknown", "5.1.1")]
    [InlineData("5.0.0", "550 #5.1.1 user unknown", "5.1.1")]
    [InlineData("5.0.0", "550 user unknown (5.1.1)", "5.0.0")]
    [InlineData("5.0.0", "550 5.0.350 remote said 550 5.1.1 user unknown", "5.0.350")]
    [InlineData("5.0.0", "450 4.2.0 later", "5.0.0")]
    [InlineData("4.0.0", "550 5.1.1 user unknown", "4.0.0")]

    // Without a Status.
    [InlineData(null, "550 5.1.1 user unknown", "5.1.1")]
    [InlineData(null, "550 blocked, see help#5.1.1", null)]
    [InlineData(null, "550 blocked, see 5.7.1", "5.7.1")]
    [InlineData(null, "550 5.7.1 blocked, as 550 5.1.1 was", "5.7.1")]
    [InlineData(null, "5.1.1 user unknown", "5.1.1")]
    [InlineData(null, "Sorry, no mailbox here by that name. (#5.1.1)", "5.1.1")]
    [InlineData(null, "Sorry, as (#5.1.1) says", null)]
    [InlineData(null, "(#5.1.1) is what we said (once)", null)]
    [InlineData(null, "no code", null)]

    // What was made of the reply code alone.
    [InlineData("5.1.1", "550 SPF check failed", null)]
    [InlineData("5.1.1", "550 SPF check failed (5.7.23)", "5.7.23")]
    [InlineData("5.1.1", "550 5.7.1 SPF check failed", "5.7.1")]
    [InlineData("5.1.1", "550 message too large", null)]
    [InlineData("5.1.1", "550 messages that are spam stay outside", null)]
    [InlineData("5.1.1", "host mx.example said: 550 Message rejected, DMARC", null)]
    [InlineData("5.1.1", "550 5.1.1 SPF check failed", "5.1.1")]
    [InlineData("5.1.1", "550 no", "5.1.1")]
    [InlineData("5.1.1", "the list is blocked", "5.1.1")]
    [InlineData("5.7.26", "550 rejected by policy", "5.7.26")]
    [InlineData("5.1.1", "450 greylisted", "5.1.1")]
    public void The_code_is_the_one_that_somebody_said_of_this_mailbox(string? status, string said, string? code) =>
        Assert.Equal(code, RecipientFinding.Of("jane@example.net", BounceAction.Failed, status, said)!.EnhancedCode);

    [Fact]
    public void A_Status_made_of_a_reply_code_does_not_hide_the_reason() =>
        Assert.Equal(DeliveryReason.Throttled, RecipientFinding.Of("jane@example.net", BounceAction.Delayed, "4.2.2", "452 Too many recipients")!.Reason);
}
