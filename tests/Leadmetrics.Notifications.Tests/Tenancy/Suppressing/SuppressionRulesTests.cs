using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Tests.Tenancy.Suppressing;

public sealed class SuppressionRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly SuppressionOptions _options = new();

    [Theory]
    [InlineData("5.1.1")]
    [InlineData("5.1.3")]
    [InlineData("5.1.6")]
    [InlineData("5.1.10")]
    [InlineData("5.2.1")]
    public void A_mailbox_that_is_gone_for_good_gets_no_more_mail(string code)
    {
        var entry = Of(DeliveryEventKind.Bounced, code)!;

        Assert.Equal((SuppressionReason.HardBounce, SuppressionScope.All, "jane@example.net", null), (entry.Reason, entry.Scope, entry.Address, entry.ExpiresAt));
        Assert.Equal((new TenantId("acme"), "1@example.com", "550 said the server", Now), (entry.Tenant, entry.MessageId, entry.Note, entry.CreatedAt));
    }

    [Theory]
    [InlineData("5.7.1")]
    [InlineData("5.7.26")]
    [InlineData("5.2.2")]
    [InlineData("5.4.1")]
    [InlineData("5.4.14")]
    [InlineData("5.1.2")]
    [InlineData("5.1.0")]
    [InlineData("5.0.0")]
    [InlineData("4.1.1")]
    [InlineData("5.1.11")]
    [InlineData("5.1.1.1")]
    [InlineData("")]
    [InlineData(null)]
    public void Any_other_bounce_suppresses_nobody(string? code) => Assert.Null(Of(DeliveryEventKind.Bounced, code));

    [Theory]
    [InlineData(DeliveryEventKind.Complained, SuppressionReason.Complaint)]
    [InlineData(DeliveryEventKind.Unsubscribed, SuppressionReason.Unsubscribe)]
    public void Who_complains_or_leaves_gets_no_more_bulk_mail(DeliveryEventKind kind, SuppressionReason reason) =>
        Assert.Equal((reason, SuppressionScope.Bulk), (Of(kind, null)!.Reason, Of(kind, null)!.Scope));

    [Theory]
    [InlineData(DeliveryEventKind.Deferred)]
    [InlineData(DeliveryEventKind.Dropped)]
    [InlineData(DeliveryEventKind.Delivered)]
    [InlineData(DeliveryEventKind.Opened)]
    public void Other_events_suppress_nobody_whatever_their_code(DeliveryEventKind kind) => Assert.Null(Of(kind, "5.1.1"));

    [Fact]
    public void Policy_is_the_hosts_for_each_reason()
    {
        _options.HardBounce.Duration = TimeSpan.FromDays(90);
        _options.Complaint.Scope = SuppressionScope.All;
        _options.Unsubscribe.Enabled = false;

        Assert.Equal(Now.AddMinutes(-1) + TimeSpan.FromDays(90), Of(DeliveryEventKind.Bounced, "5.1.1")!.ExpiresAt);
        Assert.Equal(SuppressionScope.All, Of(DeliveryEventKind.Complained, null)!.Scope);
        Assert.Null(Of(DeliveryEventKind.Unsubscribed, null));
    }

    [Fact]
    public void An_event_that_is_older_than_its_entry_would_last_makes_none()
    {
        _options.HardBounce.Duration = TimeSpan.FromMinutes(1);

        Assert.Null(Of(DeliveryEventKind.Bounced, "5.1.1"));
    }

    [Fact]
    public void Upper_case_and_foreign_scripts_are_one_spelling_and_what_is_no_address_makes_no_entry()
    {
        Assert.Equal("jane@xn--bcher-kva.example", Of(DeliveryEventKind.Bounced, "5.1.1", "Jane@BÜCHER.example")!.Address);
        Assert.Null(Of(DeliveryEventKind.Bounced, "5.1.1", "not an address"));
    }

    private Suppression? Of(DeliveryEventKind kind, string? code, string recipient = "jane@example.net") => new SuppressionRules(_options).Of(new DeliveryEvent
    {
        Tenant = new TenantId("acme"),
        MessageId = "1@example.com",
        Provider = "sendgrid",
        EventId = "e1",
        Kind = kind,
        Recipient = recipient,
        OccurredAt = Now.AddMinutes(-1),
        ReceivedAt = Now,
        EnhancedCode = code,
        Detail = "550 said the server",
    });
}
