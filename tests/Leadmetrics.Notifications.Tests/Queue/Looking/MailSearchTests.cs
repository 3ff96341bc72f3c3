using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;
using NSubstitute;

namespace Leadmetrics.Notifications.Tests.Queue.Looking;

/// <summary>How the queue goes on from step to step of a search.</summary>
public sealed class MailSearchTests
{
    private static readonly TenantId Acme = new("acme");
    private static readonly Guid[] Ends = [.. Enumerable.Range(0, 9).Select(_ => Guid.CreateVersion7())];

    private readonly ManualClock _clock = new();
    private readonly IQueueAdminStore _store = Substitute.For<IQueueAdminStore>();

    [Fact]
    public async Task Steps_follow_one_another_until_a_page_is_full_and_ask_for_what_is_missing()
    {
        Step(null, 4, found: 1, Ends[0]);
        Step(Ends[0], 3, found: 0, Ends[1]);
        Step(Ends[1], 3, found: 3, Ends[2]);

        var page = await SearchAsync(4);

        Assert.Equal((4, Ends[2]), (page.Mails.Count, page.Next));
    }

    [Fact]
    public async Task The_end_is_told()
    {
        Step(null, 4, found: 1, Ends[0]);
        Step(Ends[0], 3, found: 1, null);

        var page = await SearchAsync(4);

        Assert.Equal((2, null), (page.Mails.Count, page.Next));
    }

    [Fact]
    public async Task After_two_seconds_it_answers_with_what_it_has()
    {
        foreach (var (before, next) in ((Guid?, Guid)[])[(null, Ends[0]), (Ends[0], Ends[1]), (Ends[1], Ends[2])]) Step(before, 4, found: 0, next, takes: TimeSpan.FromSeconds(1.1));

        var page = await SearchAsync(4);

        Assert.Equal((0, Ends[1]), (page.Mails.Count, page.Next));
    }

    [Fact]
    public async Task The_recipient_is_asked_for_in_its_one_spelling_and_bounds_hold()
    {
        Step(null, 1, found: 1, null, recipient: "jane@xn--bcher-kva.test");

        Assert.Single((await Queue().FindByRecipientAsync(Acme, new EmailAddress("Jane@Bücher.test", "Jane"), most: 1, cancellationToken: TestContext.Current.CancellationToken)).Mails);
        foreach (var wrong in (int[])[0, 1001])
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => SearchAsync(wrong));
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Queue().ListHeldAsync(Acme, most: wrong));
        }

        await Assert.ThrowsAsync<EmailMessageException>(() => Queue().FindByRecipientAsync(Acme, new EmailAddress("nobody")));
    }

    private MailQueue Queue() => new(_store, Substitute.For<IBreakerStore>(), _clock);

    private Task<QueuedMailPage> SearchAsync(int most) => Queue().FindByRecipientAsync(Acme, new EmailAddress("jane@customer.test"), most: most, cancellationToken: TestContext.Current.CancellationToken);

    private void Step(Guid? before, int most, int found, Guid? next, TimeSpan takes = default, string recipient = "jane@customer.test") =>
        _store.FindByRecipientAsync(Acme, recipient, before, most, Arg.Any<CancellationToken>()).Returns(_ =>
        {
            _clock.Advance(takes);
            return new QueuedMailPage([.. Enumerable.Range(0, found).Select(_ => new QueuedMail { Id = Guid.CreateVersion7(), MessageId = "m@acme.test", State = QueuedMailState.Sent })], next);
        });
}
