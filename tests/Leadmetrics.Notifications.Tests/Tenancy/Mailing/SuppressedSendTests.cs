using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Tests.Tenancy.Mailing;

public sealed class SuppressedSendTests : IDisposable
{
    private readonly Route.Candidate _smtp = new();
    private readonly Route _route;

    public SuppressedSendTests() => _route = new Route(_smtp);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _route.Dispose();

    [Fact]
    public async Task A_suppressed_recipient_is_left_out_and_told_in_its_place_and_the_others_get_the_mail()
    {
        _route.List.Add("joe@example.net");

        var result = await _route.Mailer.SendAsync(Route.Acme, Mail("jane@example.net", "Joe@Example.NET", "jim@example.net"), Cancel);

        Assert.Equal(["jane@example.net", "jim@example.net"], Assert.Single(_smtp.Calls));
        Assert.Equal([("jane@example.net", RecipientOutcome.Accepted), ("Joe@example.net", RecipientOutcome.Suppressed), ("jim@example.net", RecipientOutcome.Accepted)], result.Recipients.Select(recipient => (recipient.Address.Replace("@Example.NET", "@example.net", StringComparison.Ordinal), recipient.Outcome)));
        Assert.Equal(SendOutcome.Accepted, result.Outcome);
    }

    [Fact]
    public async Task Where_everybody_is_suppressed_nothing_is_sent_and_the_reason_is_told()
    {
        _route.List.Add("jane@example.net");

        var failed = await Assert.ThrowsAsync<EmailDeliveryException>(() => _route.Mailer.SendAsync(Route.Acme, Mail("jane@example.net"), Cancel));

        Assert.Empty(_smtp.Calls);
        Assert.Equal((FailureKind.RecipientRejected, SendOutcome.Rejected, SendPhase.Resolve, "recipients-suppressed"), (failed.Kind, failed.Outcome, failed.Phase, failed.Remedy!.Code));
        Assert.Equal(RecipientOutcome.Suppressed, Assert.Single(failed.Failure.Recipients).Outcome);
    }

    [Fact]
    public async Task Who_is_suppressed_for_bulk_mail_gets_other_mail()
    {
        _route.List.Add("jane@example.net", SuppressionScope.Bulk, SuppressionReason.Unsubscribe);

        await _route.Mailer.SendAsync(Route.Acme, Mail("jane@example.net"), Cancel);

        Assert.Single(_smtp.Calls);
        await Assert.ThrowsAsync<EmailDeliveryException>(() => _route.Mailer.SendAsync(Route.Acme, Mail("jane@example.net"), new SendOptions { IsBulk = true }, Cancel));
        await Assert.ThrowsAsync<EmailDeliveryException>(() => _route.Mailer.SendAsync(Route.Acme, Mail("jane@example.net") with { ListUnsubscribe = new ListUnsubscribe { Url = new Uri("https://example.com/u/1") } }, Cancel));
        Assert.Single(_smtp.Calls);
    }

    [Fact]
    public async Task Mandatory_mail_goes_to_everybody_and_does_not_ask()
    {
        _route.List.Add("jane@example.net");

        await _route.Mailer.SendAsync(Route.Acme, Mail("jane@example.net"), new SendOptions { IsBulk = true, IgnoreSuppressions = true }, Cancel);

        Assert.Single(_smtp.Calls);
        Assert.Equal(0, _route.List.Asked);
    }

    [Fact]
    public async Task A_failure_names_those_left_out_as_well()
    {
        _route.List.Add("joe@example.net");
        _smtp.Ends = address => new EmailDeliveryException(new EmailFailure
        {
            Kind = FailureKind.RecipientRejected,
            Phase = SendPhase.Rcpt,
            Outcome = SendOutcome.Rejected,
            Message = "No.",
            Recipients = [new EmailRecipientResult(address, RecipientOutcome.Rejected, null)],
        });

        var result = await _route.Mailer.TrySendAsync(Route.Acme, Mail("joe@example.net", "jane@example.net"), Cancel);

        Assert.Equal([RecipientOutcome.Suppressed, RecipientOutcome.Rejected], result.Recipients.Select(recipient => recipient.Outcome));
    }

    [Fact]
    public async Task While_the_store_does_not_answer_ordinary_mail_goes_out_and_bulk_mail_waits()
    {
        _route.List.Fails = StoreFailure.Unavailable;

        await _route.Mailer.SendAsync(Route.Acme, Mail("jane@example.net"), Cancel);
        await _route.Mailer.SendAsync(Route.Acme, Mail("jane@example.net"), Cancel);
        var failed = await Assert.ThrowsAsync<EmailDeliveryException>(() => _route.Mailer.SendAsync(Route.Acme, Mail("jane@example.net"), new SendOptions { IsBulk = true }, Cancel));

        Assert.Equal(2, _smtp.Calls.Count);
        Assert.Equal((FailureKind.Unavailable, SendOutcome.Deferred), (failed.Kind, failed.Outcome));
        Assert.DoesNotContain("database", failed.Message, StringComparison.Ordinal);
        Assert.Single(_route.Log.Of(1100));
        _route.Clock.Advance(TimeSpan.FromSeconds(61));
        await _route.Mailer.SendAsync(Route.Acme, Mail("jane@example.net"), Cancel);
        Assert.Equal(2, _route.Log.Of(1100).Count());
    }

    [Fact]
    public async Task Of_more_recipients_than_a_store_can_be_asked_for_the_suppressed_ones_are_left_out_all_the_same()
    {
        foreach (var suppressed in (string[])["r0@example.net", "r10000@example.net", "r20000@example.net"]) _route.List.Add(suppressed);

        await _route.Mailer.SendAsync(Route.Acme, Mail([.. Enumerable.Range(0, 20_001).Select(i => $"r{i}@example.net")]), Cancel);

        Assert.Equal(Enumerable.Range(0, 20_001).Where(i => i % 10_000 != 0).Select(i => $"r{i}@example.net"), Assert.Single(_smtp.Calls));
        Assert.Equal(3, _route.List.Asked);
    }

    [Fact]
    public async Task Somebody_may_put_an_address_on_the_list_and_take_it_off()
    {
        var end = _route.Clock.GetUtcNow().AddDays(1);
        await _route.Suppressions.AddAsync(Route.Acme, new EmailAddress("Jane@Example.net"), new SuppressionDraft { ExpiresAt = end, Note = "by phone" }, Cancel);

        var entry = Assert.Single(await _route.Suppressions.FindAsync(Route.Acme, new EmailAddress("JANE@example.net"), Cancel));
        Assert.Equal(("jane@example.net", SuppressionReason.Manual, SuppressionScope.All, "by phone", end), (entry.Address, entry.Reason, entry.Scope, entry.Note, entry.ExpiresAt));
        Assert.Equal(1, await _route.Suppressions.RemoveAsync(Route.Acme, new EmailAddress("jane@EXAMPLE.net"), null, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => _route.Suppressions.AddAsync(Route.Acme, new EmailAddress("jane@example.net"), new SuppressionDraft { ExpiresAt = _route.Clock.GetUtcNow() }, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => _route.Suppressions.AddAsync(Route.Acme, new EmailAddress("jane@example.net"), new SuppressionDraft { Note = new string('x', 201) }, Cancel));
        await Assert.ThrowsAsync<EmailMessageException>(() => _route.Suppressions.AddAsync(Route.Acme, new EmailAddress("jane"), null, Cancel));
    }

    private static EmailMessage Mail(params string[] to) => new() { To = [.. to.Select(address => new EmailAddress(address))], Subject = "Hello", Text = "Hello." };
}
