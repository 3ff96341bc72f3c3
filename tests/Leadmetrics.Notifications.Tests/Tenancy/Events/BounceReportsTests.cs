using System.Text;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Delivery.Bounces;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Leadmetrics.Notifications.Tests.Delivery.Bounces;

namespace Leadmetrics.Notifications.Tests.Tenancy.Events;

/// <summary>What becomes of a report that a host hands in.</summary>
public sealed class BounceReportsTests
{
    private const string Left = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
    private const string Ours = Left + "@acme.example";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bounce_becomes_an_event_with_what_follows_from_it()
    {
        var sink = new BounceHost.Sink();
        var host = new BounceHost(sink);
        var row = Guid.NewGuid();

        var outcome = await ReceiveAsync(host, PostfixReports.UserUnknown, row);

        Assert.Equal((BounceOutcomeKind.Stored, 1, Ours), (outcome.Kind, outcome.Stored, outcome.MessageId));
        var stored = Assert.Single(host.Stored);
        Assert.Equal((BounceHost.Acme, row, Ours, "smtp"), (stored.Event.Tenant, stored.Event.ProviderId, stored.Event.MessageId, stored.Event.Provider));
        Assert.Equal((DeliveryEventKind.Bounced, "nobody@example.net", DeliveryReason.MailboxUnknown), (stored.Event.Kind, stored.Event.Recipient, stored.Event.Reason));
        Assert.Equal((550, "5.1.1", null), (stored.Event.Code, stored.Event.EnhancedCode, stored.Event.Raw));
        Assert.StartsWith("550 5.1.1 <nobody@example.net>", stored.Event.Detail, StringComparison.Ordinal);
        Assert.Equal((SuppressionReason.HardBounce, "nobody@example.net"), (stored.Suppression!.Reason, stored.Suppression.Address));
        Assert.Equal([stored.Event], sink.Told);
    }

    [Fact]
    public async Task A_report_that_is_handed_in_twice_is_stored_and_told_once()
    {
        var sink = new BounceHost.Sink();
        var host = new BounceHost(sink);
        await ReceiveAsync(host, PostfixReports.UserUnknown);
        host.Clock.Advance(TimeSpan.FromHours(1));

        // The same by another path: other fields around it, the same facts.
        var again = await ReceiveAsync(host, "Received: from elsewhere.example\n" + PostfixReports.UserUnknown);

        Assert.Equal((BounceOutcomeKind.Stored, 0), (again.Kind, again.Stored));
        Assert.Single(host.Stored);
        Assert.Single(sink.Told);
    }

    [Fact]
    public async Task Each_recipient_has_its_own_outcome_and_the_name_that_the_envelope_gave_it()
    {
        var host = new BounceHost();

        var outcome = await ReceiveAsync(host, PostfixReports.SeveralRecipients);
        await ReceiveAsync(host, PostfixReports.Relayed);
        await ReceiveAsync(host, OtherReports.Complaint);
        await ReceiveAsync(host, PostfixReports.Internationalised);

        Assert.Equal(3, outcome.Stored);
        Assert.Equal(
            [
                (DeliveryEventKind.Bounced, "a@example.net"), (DeliveryEventKind.Deferred, "b@example.net"), (DeliveryEventKind.Delivered, "c@example.net"),
                (DeliveryEventKind.Delivered, "jane@example.org"), (DeliveryEventKind.Delivered, "box@acme.example"), (DeliveryEventKind.Complained, "jane@isp.example"),
                (DeliveryEventKind.Bounced, "jürgen@xn--bcher-kva.example"),
            ],
            host.Stored.Select(stored => (stored.Event.Kind, stored.Event.Recipient)));
        Assert.Equal(7, host.Stored.Select(stored => stored.Event.EventId).Distinct().Count());
        Assert.All(host.Stored, stored => Assert.InRange(stored.Event.EventId.Length, 1, 255));
    }

    [Fact]
    public async Task An_event_happened_when_the_report_says_and_never_in_the_future()
    {
        var host = new BounceHost();
        await ReceiveAsync(host, GmailReports.NoSuchUser);
        await ReceiveAsync(host, PostfixReports.UserUnknown.Replace("2026", "2036", StringComparison.Ordinal));

        Assert.Equal(new DateTimeOffset(2026, 11, 3, 9, 4, 5, TimeSpan.Zero), host.Stored[0].Event.OccurredAt);
        Assert.Equal(host.Stored[1].Event.ReceivedAt, host.Stored[1].Event.OccurredAt);
        Assert.Equal(0, host.Stored[1].Event.ReceivedAt.Ticks % TimeSpan.TicksPerMicrosecond);
    }

    [Theory]
    [InlineData("bounces@acme.example", "hello@acme.example")]
    [InlineData("bounces@mail.acme.example", "hello@acme.example")]
    public async Task A_report_that_quotes_nothing_is_matched_by_the_address_it_came_to(string bounceAddress, string sender)
    {
        var host = new BounceHost { Senders = ["news@other.example", sender] };

        var outcome = await ReceiveAsync(host, To(VerpAddress.Create(bounceAddress, Ours)));

        Assert.Equal((BounceOutcomeKind.Stored, Ours), (outcome.Kind, outcome.MessageId));
        Assert.Equal("jane@example.net", Assert.Single(host.Stored).Event.Recipient);
    }

    [Fact]
    public async Task A_report_about_somebody_elses_message_is_not_matched()
    {
        var host = new BounceHost();
        var foreign = PostfixReports.UserUnknown.Replace("<" + Ours + ">", "<order-5@acme.example>", StringComparison.Ordinal);

        Assert.Equal(BounceOutcomeKind.Unmatched, (await ReceiveAsync(host, foreign)).Kind);
        Assert.Equal(BounceOutcomeKind.Unmatched, (await ReceiveAsync(host, EximReports.DelayedText)).Kind);
        Assert.Equal(BounceOutcomeKind.Unmatched, (await ReceiveAsync(host, OtherReports.GatewayWithoutOriginal)).Kind);
        Assert.Equal(BounceOutcomeKind.Unmatched, (await ReceiveAsync(host, To(VerpAddress.Create("bounces@acme.example", Left + "@other.example")))).Kind);
        Assert.Equal(BounceOutcomeKind.NotAReport, (await ReceiveAsync(host, OtherReports.OutOfOffice)).Kind);
        Assert.Empty(host.Stored);
        Assert.Equal(4, host.Log.Of(1121).Count());
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains('@', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_that_does_not_fit_is_not_mended_by_what_the_report_quotes()
    {
        var host = new BounceHost();
        const string Theirs = "ffffffffffffffffffffffffffffffff@acme.example";
        var fitting = VerpAddress.Create("bounces@acme.example", Ours);

        Assert.Equal(BounceOutcomeKind.Unmatched, (await ReceiveAsync(host, Quoting(Ours, VerpAddress.Create("bounces@acme.example", Theirs)))).Kind);
        Assert.Equal(BounceOutcomeKind.Unmatched, (await ReceiveAsync(host, Quoting(Theirs, fitting))).Kind);
        Assert.Equal(BounceOutcomeKind.Unmatched, (await ReceiveAsync(host, Quoting(Ours, $"bounces+{Left}deadbeef@acme.example"))).Kind);
        Assert.Empty(host.Stored);
        var matched = await ReceiveAsync(host, Quoting(Ours, fitting));
        Assert.Equal((BounceOutcomeKind.Stored, Ours), (matched.Kind, matched.MessageId));
    }

    [Fact]
    public async Task A_host_may_demand_the_token()
    {
        var host = new BounceHost { Senders = [] };

        Assert.Equal(BounceOutcomeKind.Unmatched, (await ReceiveAsync(host, PostfixReports.UserUnknown, matching: BounceMatching.TokenOnly)).Kind);

        // The quoted id and its token tell all: nobody has to be looked up, and the rows may be gone.
        Assert.Equal(BounceOutcomeKind.Stored, (await ReceiveAsync(host, Quoting(Ours, VerpAddress.Create("bounces@mail.acme.example", Ours)), matching: BounceMatching.TokenOnly)).Kind);
    }

    [Fact]
    public async Task An_id_of_our_form_counts_without_a_token_only_at_a_domain_that_the_tenant_sends_from()
    {
        var host = new BounceHost { Senders = ["news@shop.example", "hello@acme.example"] };
        var otherProgram = PostfixReports.UserUnknown.Replace(Ours, Left + "@other.example", StringComparison.Ordinal);

        Assert.Equal(BounceOutcomeKind.Unmatched, (await ReceiveAsync(host, otherProgram)).Kind);
        Assert.Equal(BounceOutcomeKind.Stored, (await ReceiveAsync(host, PostfixReports.UserUnknown)).Kind);
        Assert.Equal(BounceOutcomeKind.Stored, (await ReceiveAsync(host, PostfixReports.UserUnknown.Replace(Ours, Left + "@Shop.example", StringComparison.Ordinal))).Kind);
        (host.Senders, host.Failure) = ([], FailureKind.Configuration);
        Assert.Equal(BounceOutcomeKind.Unmatched, (await ReceiveAsync(host, PostfixReports.UserUnknown)).Kind);
        host.Failure = FailureKind.Unavailable;
        await Assert.ThrowsAsync<EmailDeliveryException>(() => ReceiveAsync(host, PostfixReports.UserUnknown));
    }

    [Fact]
    public async Task What_sendmail_made_of_a_reply_code_suppresses_nobody()
    {
        var host = new BounceHost();

        await ReceiveAsync(host, SendmailReports.Refused("5.1.1", "550 SPF check failed"));
        await ReceiveAsync(host, SendmailReports.Refused("5.7.1", "550 5.7.1 Blocked, see https://mx.example/help#550-5.1.1 (5.1.1)"));
        Assert.Equal([DeliveryReason.SenderNotAuthenticated, DeliveryReason.Blocked], host.Stored.Select(stored => stored.Event.Reason));
        Assert.All(host.Stored, stored => Assert.Null(stored.Suppression));
        await ReceiveAsync(host, SendmailReports.Refused("5.1.1", "550 user unknown"));
        Assert.NotNull(host.Stored[2].Suppression);
    }

    [Fact]
    public async Task A_report_whose_recipients_are_no_addresses_is_not_matched()
    {
        var host = new BounceHost();
        var odd = PostfixReports.UserUnknown.Replace("rfc822; nobody@example.net", "rfc822; no,body@exa_mple..net", StringComparison.Ordinal).Replace("Original-Recipient", "X-Recipient", StringComparison.Ordinal);

        var outcome = await ReceiveAsync(host, odd);

        Assert.Equal((BounceOutcomeKind.Unmatched, Ours), (outcome.Kind, outcome.MessageId));
    }

    [Fact]
    public async Task Senders_that_cannot_be_looked_up_make_the_host_try_again_and_none_at_all_does_not()
    {
        var host = new BounceHost { Senders = [] };
        var report = To(VerpAddress.Create("bounces@mail.acme.example", Ours));

        await Assert.ThrowsAsync<EmailDeliveryException>(() => ReceiveAsync(host, report));
        host.Failure = FailureKind.Configuration;
        Assert.Equal(BounceOutcomeKind.Unmatched, (await ReceiveAsync(host, report)).Kind);
    }

    [Fact]
    public async Task A_sink_that_throws_is_logged_and_costs_the_next_one_nothing()
    {
        var next = new BounceHost.Sink();
        var host = new BounceHost(new BounceHost.Sink(throws: true), next);

        var outcome = await ReceiveAsync(host, PostfixReports.UserUnknown);

        Assert.Equal(1, outcome.Stored);
        Assert.Single(next.Told);
        Assert.Single(host.Log.Of(1111));
    }

    [Fact]
    public async Task What_is_not_stored_is_not_told()
    {
        var sink = new BounceHost.Sink();
        var host = new BounceHost(sink) { IsBroken = true };

        await Assert.ThrowsAsync<StoreException>(() => ReceiveAsync(host, PostfixReports.UserUnknown));
        Assert.Empty(sink.Told);
    }

    private static string To(string address) =>
        OtherReports.GatewayWithoutOriginal.Replace("bounces+0f1e2d3c4b5a69788796a5b4c3d2e1f0deadbeef@acme.example", address, StringComparison.Ordinal);

    private static string Quoting(string messageId, string cameTo)
    {
        var report = PostfixReports.UserUnknown.Replace(Ours, messageId, StringComparison.Ordinal);
        return "X-Original-To: " + cameTo + "\n" + report;
    }

    private static Task<BounceOutcome> ReceiveAsync(BounceHost host, string text, Guid? row = null, BounceMatching matching = BounceMatching.AnyOfOurs) =>
        host.Reports.ReceiveAsync(BounceHost.Acme, new MemoryStream(Encoding.UTF8.GetBytes(text)), row, matching, Cancel);
}
