using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Providers.Ses;

/// <summary>More recipients than one request takes.</summary>
public sealed class SesSplittingTests
{
    private static CancellationToken Cancel => Hosted.Cancel;

    [Theory]
    [InlineData(50, new[] { 50 })]
    [InlineData(51, new[] { 50, 1 })]
    [InlineData(120, new[] { 50, 50, 20 })]
    public async Task Recipients_are_split_by_fifty_and_each_is_in_one_request(int recipients, int[] groups)
    {
        var asked = 0;
        await using var fake = FakeSes.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var result = await hosted.Provider.SendAsync(Hosted.Submit(Hosted.To(recipients)) with { Gate = _ => { asked++; return ValueTask.CompletedTask; } }, Cancel);

        Assert.Equal(groups, fake.AcceptedMails.Select(mail => mail.To.Count));
        Assert.Equal(result.Recipients.Select(recipient => recipient.Address), fake.AcceptedMails.SelectMany(mail => mail.To));
        Assert.Equal((recipients, groups.Length, fake.AcceptedMails[0].Id, null), (result.Recipients.Count(recipient => recipient.Outcome == RecipientOutcome.Accepted), asked, result.ProviderMessageId, result.Interruption));
        Assert.Single(fake.AcceptedMails.Select(mail => mail.Message.RawText).Distinct());
    }

    [Fact]
    public async Task Only_open_recipients_are_sent_to_and_each_in_its_own_list()
    {
        await using var fake = FakeSes.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var submission = Hosted.Submit(Hosted.Message with { Cc = [new("cc@example.net")], Bcc = [new("bcc@example.net")] });
        await hosted.Provider.SendAsync(submission.For([.. submission.Recipients.Skip(1)]), Cancel);

        var mail = Assert.Single(fake.AcceptedMails);
        Assert.Empty(mail.To);
        Assert.Equal(["cc@example.net"], mail.Cc);
        Assert.Equal(["bcc@example.net"], mail.Bcc);
        Assert.Contains("jane@example.net", mail.Message.To, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("uncertain", RecipientOutcome.Uncertain, RecipientOutcome.Deferred, SendOutcome.Uncertain)]
    [InlineData("later", RecipientOutcome.Deferred, RecipientOutcome.Deferred, SendOutcome.Deferred)]
    [InlineData("never", RecipientOutcome.Rejected, RecipientOutcome.Rejected, SendOutcome.Rejected)]
    public async Task What_breaks_after_somebody_was_accepted_is_told_by_recipient_and_ends_the_send(string how, RecipientOutcome second, RecipientOutcome third, SendOutcome interruption)
    {
        await using var fake = FakeSes.Start();
        fake.Answer(FakeSesAnswer.Status(200, "{\"MessageId\":\"first\"}"));
        fake.Answer(how switch { "uncertain" => FakeSesAnswer.CloseAfterBody, "later" => FakeSesAnswer.RateExceeded, _ => FakeSesAnswer.Error(400, "BadRequestException", "no") });
        await using var hosted = new Hosted(fake.BaseAddress);
        var result = await hosted.SendAsync(Hosted.To(101));

        Assert.Equal((2, "first", interruption, Hosted.MessageId), (fake.CountSends(), result.ProviderMessageId, result.Interruption!.Outcome, result.Interruption.MessageId));
        Assert.Equal([RecipientOutcome.Accepted, second, third], new[] { 0, 50, 100 }.Select(position => result.Recipients[position].Outcome));
        Assert.Equal(101, result.Recipients.Count);
    }

    [Fact]
    public async Task A_gate_that_closes_after_the_first_request_keeps_the_rest_open()
    {
        var asked = 0;
        await using var fake = FakeSes.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var result = await hosted.Provider.SendAsync(Hosted.Submit(Hosted.To(51)) with { Gate = _ => ++asked == 2 ? throw new InvalidOperationException("planted") : ValueTask.CompletedTask }, Cancel);

        Assert.Equal((FailureKind.Unavailable, SendPhase.Data), (result.Interruption!.Kind, result.Interruption.Phase));
        Assert.DoesNotContain("planted", result.ToString(), StringComparison.Ordinal);
        Assert.Equal((RecipientOutcome.Deferred, 1), (result.Recipients[50].Outcome, fake.AcceptedMails.Count));
    }

    [Fact]
    public async Task A_verdict_on_recipients_ends_their_request_alone()
    {
        await using var fake = FakeSes.Start();
        fake.InSandbox = true;
        fake.Identities["example.com"] = true;
        fake.Identities["r051@example.net"] = true;
        await using var hosted = new Hosted(fake.BaseAddress);
        var result = await hosted.SendAsync(Hosted.To(51));

        Assert.Equal((SendOutcome.Accepted, 2, null), (result.Outcome, fake.CountSends(), result.Interruption));
        Assert.Equal((RecipientOutcome.Rejected, RecipientOutcome.Accepted), (result.Recipients[0].Outcome, result.Recipients[50].Outcome));
    }

    [Fact]
    public async Task Nobody_reached_is_a_failure_with_everybody_in_it()
    {
        await using var fake = FakeSes.Start();
        fake.Answer(FakeSesAnswer.QuotaExceeded);
        await using var hosted = new Hosted(fake.BaseAddress);
        var failure = await hosted.FailAsync(Hosted.To(51));

        Assert.Equal((1, FailureKind.Throttled, TimeSpan.FromHours(1), "provider-limit-reached"), (fake.CountSends(), failure.Kind, failure.RetryAfter, failure.Remedy!.Code));
        Assert.Equal(51, failure.Failure.Recipients.Count(recipient => recipient.Outcome == RecipientOutcome.Deferred));
    }
}
