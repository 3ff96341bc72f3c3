using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Sending;
using Leadmetrics.Notifications.Queue.Storing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Leadmetrics.Notifications.Tests.Queue.Sending;

public sealed class HeldMailSettlerTests
{
    private const string Jane = "Jane@example.net";
    private const string Joe = "joe@example.net";

    [Theory]
    [InlineData(DeliveryEventKind.Queued, false)]
    [InlineData(DeliveryEventKind.Accepted, true)]
    [InlineData(DeliveryEventKind.Deferred, true)]
    [InlineData(DeliveryEventKind.Delivered, true)]
    [InlineData(DeliveryEventKind.Opened, true)]
    [InlineData(DeliveryEventKind.Clicked, true)]
    [InlineData(DeliveryEventKind.Dropped, true)]
    [InlineData(DeliveryEventKind.Bounced, true)]
    [InlineData(DeliveryEventKind.Unsubscribed, true)]
    [InlineData(DeliveryEventKind.Complained, true)]
    public void Whatever_a_provider_tells_of_a_mail_says_that_it_has_it(DeliveryEventKind kind, bool proves) => Assert.Equal(proves, HeldMailProof.IsProof(kind));

    [Fact]
    public void A_mail_that_was_judged_as_one_is_settled_by_any_of_its_recipients()
    {
        Assert.True(HeldMailProof.Settles([Attempt(AttemptOutcome.Uncertain)], ["jane@example.net"]));
        Assert.True(HeldMailProof.Settles([Attempt(AttemptOutcome.Deferred), Attempt(AttemptOutcome.LeaseLost)], ["jane@example.net"]));
        Assert.True(HeldMailProof.Settles([], ["jane@example.net"]));
    }

    [Fact]
    public void A_recipient_who_had_it_before_proves_nothing_of_those_who_are_open()
    {
        var partly = Attempt(AttemptOutcome.PartlySent, Mails.Of(Jane, RecipientOutcome.Accepted), Mails.Of(Joe, RecipientOutcome.Deferred));
        Assert.False(HeldMailProof.Settles([partly, Attempt(AttemptOutcome.LeaseLost)], ["jane@example.net"]));
        Assert.True(HeldMailProof.Settles([partly, Attempt(AttemptOutcome.LeaseLost)], [Joe]));

        var split = Attempt(AttemptOutcome.Uncertain, Mails.Of(Jane, RecipientOutcome.Accepted), Mails.Of(Joe, RecipientOutcome.Uncertain));
        Assert.False(HeldMailProof.Settles([split], ["jane@example.net"]));
        Assert.True(HeldMailProof.Settles([split], ["jane@example.net", Joe]));
    }

    [Fact]
    public void A_mail_with_recipients_who_were_surely_not_reached_stays_held() =>
        Assert.False(HeldMailProof.Settles([Attempt(AttemptOutcome.Uncertain, Mails.Of(Jane, RecipientOutcome.Uncertain), Mails.Of(Joe, RecipientOutcome.Deferred))], ["jane@example.net"]));

    [Fact]
    public async Task An_event_of_a_held_mail_settles_it_as_arrived_and_others_ask_once_a_mail()
    {
        var store = new HeldInMemory();
        store.Mail = new QueuedMail { Id = store.Id, MessageId = "a@b", State = QueuedMailState.Held, History = [Attempt(AttemptOutcome.Uncertain)] };
        var settler = new HeldMailSettler(store, NullLogger<HeldMailSettler>.Instance);

        await settler.HandleAsync([Told("c@d", DeliveryEventKind.Delivered), Told("c@d", DeliveryEventKind.Opened), Told("a@b", DeliveryEventKind.Queued)], TestContext.Current.CancellationToken);
        Assert.Equal((1, 0), (store.Asked, store.Settled.Count));
        await settler.HandleAsync([Told("a@b", DeliveryEventKind.Bounced), Told("a@b", DeliveryEventKind.Accepted)], TestContext.Current.CancellationToken);
        Assert.Equal([(Mails.Acme, store.Id, true)], store.Settled);

        store.Mail = store.Mail with { History = [Attempt(AttemptOutcome.Uncertain, Mails.Of(Jane, RecipientOutcome.Accepted), Mails.Of("x@y", RecipientOutcome.Uncertain))] };
        await settler.HandleAsync([Told("a@b", DeliveryEventKind.Delivered)], TestContext.Current.CancellationToken);
        Assert.Single(store.Settled);
    }

    private static DeliveryEvent Told(string messageId, DeliveryEventKind kind) => new()
    {
        Tenant = Mails.Acme,
        MessageId = messageId,
        Provider = "sendgrid",
        EventId = Guid.NewGuid().ToString(),
        Kind = kind,
        Recipient = "jane@example.net",
        OccurredAt = default,
        ReceivedAt = default,
    };

    private static MailAttempt Attempt(AttemptOutcome outcome, params EmailRecipientResult[] recipients) => new() { Outcome = outcome, Recipients = recipients };
}
