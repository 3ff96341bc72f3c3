using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Tenancy.Budgets;

public sealed class LimitedProviderTests : IDisposable
{
    private static readonly TenantId Acme = new("acme");
    private static readonly Guid Row = new("11111111-2222-3333-4444-555555555555");

    private readonly ScriptedProvider _inner = new();
    private readonly ObservedBudget _store = new();
    private readonly ManualClock _clock = new();
    private readonly LogSink _log = new();
    private readonly LoggerFactory _loggers;
    private readonly SendingBudgets _budgets;

    public LimitedProviderTests()
    {
        _loggers = new LoggerFactory([_log]);
        _budgets = new SendingBudgets(_store, _loggers.CreateLogger<SendingBudgets>(), _clock);
    }

    /// <summary>How a send ends that has come to no DATA, or to none that had an effect.</summary>
    public static TheoryData<Exception> Effectless =>
    [
        Failed(FailureKind.Dns, SendPhase.Resolve, SendOutcome.Deferred),
        Failed(FailureKind.Connect, SendPhase.Connect, SendOutcome.Deferred),
        Failed(FailureKind.Authentication, SendPhase.Auth, SendOutcome.Rejected),
        Failed(FailureKind.RecipientRejected, SendPhase.Rcpt, SendOutcome.Rejected),
        new OperationCanceledException(),
        new EmailMessageException("attachments[0]", "cannot be read"),
        new StaleProviderException(),
    ];

    /// <summary>How one ends that a server may have counted.</summary>
    public static TheoryData<Exception> Counted =>
    [
        Failed(FailureKind.Timeout, SendPhase.Data, SendOutcome.Deferred),
        Failed(FailureKind.Timeout, SendPhase.DotSent, SendOutcome.Uncertain),
        Failed(FailureKind.Protocol, SendPhase.Rcpt, SendOutcome.Uncertain),
        Failed(FailureKind.MessageRejected, SendPhase.Replied, SendOutcome.Rejected),
        new InvalidOperationException("a defect"),
    ];

    public void Dispose() => _loggers.Dispose();

    [Fact]
    public void Provider_without_limits_is_left_as_it_is()
    {
        Assert.Same(_inner, _budgets.ForRow(Acme, Row, _inner, null));
        Assert.Same(_inner, _budgets.ForRow(Acme, Row, _inner, new SendingLimits { CountMessages = true }));
        Assert.Same(_inner, _budgets.ForConfigured(Acme, "Providers:acme:0", _inner, null));
        Assert.Same(_inner, _budgets.ForPlatform(Acme, _inner, null, new SendingLimits()));
    }

    [Fact]
    public async Task Fourth_of_three_an_hour_is_refused_with_the_time_to_wait_and_a_remedy_and_nothing_is_sent()
    {
        var provider = _budgets.ForRow(Acme, Row, _inner, new SendingLimits { PerHour = 3 });
        for (var i = 0; i < 3; i++) await provider.SendAsync(Mail(1));

        var mail = Mail(1);
        var refused = await Assert.ThrowsAsync<EmailDeliveryException>(() => provider.SendAsync(mail));

        Assert.Equal((FailureKind.LimitReached, SendPhase.Resolve, SendOutcome.Deferred), (refused.Kind, refused.Phase, refused.Outcome));
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(61));
        Assert.Equal(("sending-limit-reached", "smtp", mail.MessageId), (refused.Remedy!.Code, refused.Failure.Provider, refused.Failure.MessageId));
        Assert.Equal("The account's sending limit of 3 recipients an hour is used up: nothing was sent.", refused.Message);
        Assert.Equal(3, _inner.Sends);
        Assert.Equal($"A sending limit is reached (row:{Row}: 3 an hour); a message that counts 1 was not sent, 1 in all since this was last told.", Assert.Single(_log.Of(1040)));
    }

    [Fact]
    public async Task Refusals_are_logged_once_a_minute_with_their_number()
    {
        var provider = _budgets.ForRow(Acme, Row, _inner, new SendingLimits { PerHour = 1 });
        await provider.SendAsync(Mail(1));
        for (var i = 0; i < 5; i++) await Assert.ThrowsAsync<EmailDeliveryException>(() => provider.SendAsync(Mail(1)));
        Assert.Single(_log.Of(1040));

        _clock.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<EmailDeliveryException>(() => provider.SendAsync(Mail(1)));

        Assert.EndsWith(" 5 in all since this was last told.", _log.Of(1040).ElementAt(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recipients_are_counted_or_messages_as_the_limits_say()
    {
        await _budgets.ForRow(Acme, Row, _inner, new SendingLimits { PerHour = 9 }).SendAsync(Mail(3));
        await _budgets.ForRow(Acme, Row, _inner, new SendingLimits { PerHour = 9, CountMessages = true }).SendAsync(Mail(3));

        Assert.Equal([3, 1], _store.Takes.Select(charges => Assert.Single(charges).Amount));
    }

    [Fact]
    public async Task Message_larger_than_the_whole_limit_is_rejected_without_a_time_to_wait_for()
    {
        var provider = _budgets.ForRow(Acme, Row, _inner, new SendingLimits { PerDay = 2 });

        var refused = await Assert.ThrowsAsync<EmailDeliveryException>(() => provider.SendAsync(Mail(3)));

        Assert.Equal((FailureKind.LimitReached, SendOutcome.Rejected, (TimeSpan?)null), (refused.Kind, refused.Outcome, refused.RetryAfter));
        Assert.Equal("The message counts 3 recipients, more than the account's sending limit of 2 recipients a day: it can never be sent.", refused.Message);
        Assert.Equal("larger-than-limit", refused.Remedy!.Code);
        Assert.Equal(0, _inner.Sends);
    }

    [Fact]
    public async Task Platforms_account_charges_the_tenants_quota_and_its_own_total()
    {
        var total = new SendingLimits { PerHour = 3 };
        var quota = new SendingLimits { PerHour = 2, CountMessages = true };
        await _budgets.ForPlatform(Acme, _inner, total, quota).SendAsync(Mail(2));
        Assert.Equal([((TenantId?)Acme, "platform", 1), (null, "platform", 2)], _store.Takes.Single().Select(charge => (charge.Tenant, charge.Scope, charge.Amount)));
        await _budgets.ForPlatform(Acme, _inner, total, quota).SendAsync(Mail(1));

        var used = await Assert.ThrowsAsync<EmailDeliveryException>(() => _budgets.ForPlatform(Acme, _inner, null, quota).SendAsync(Mail(1)));
        var full = await Assert.ThrowsAsync<EmailDeliveryException>(() => _budgets.ForPlatform(new TenantId("globex"), _inner, total, quota).SendAsync(Mail(1)));

        Assert.Equal("The tenant's limit on the platform's account of 2 messages an hour is used up: nothing was sent.", used.Message);
        Assert.Equal("What may be sent through the platform's account is used up for now: nothing was sent.", full.Message);
        Assert.All([used, full], refused => Assert.Equal("platform-limit-reached", refused.Remedy!.Code));
    }

    [Theory]
    [MemberData(nameof(Effectless))]
    public async Task What_failed_before_its_DATA_is_given_back(Exception ends)
    {
        var provider = _budgets.ForRow(Acme, Row, _inner, new SendingLimits { PerHour = 1 });
        _inner.Ends = ends;
        Assert.Same(ends, await Assert.ThrowsAnyAsync<Exception>(() => provider.SendAsync(Mail(1), new CancellationTokenSource().Token)));
        Assert.Equal(1, _store.GivenBack);

        _inner.Ends = null;
        await provider.SendAsync(Mail(1));
    }

    [Theory]
    [MemberData(nameof(Counted))]
    public async Task What_a_server_may_have_counted_stays_counted(Exception ends)
    {
        var provider = _budgets.ForRow(Acme, Row, _inner, new SendingLimits { PerHour = 1 });
        _inner.Ends = ends;
        Assert.Same(ends, await Assert.ThrowsAnyAsync<Exception>(() => provider.SendAsync(Mail(1))));

        Assert.Equal(0, _store.GivenBack);
    }

    [Theory]
    [InlineData(StoreFailure.Unavailable, FailureKind.Unavailable, SendOutcome.Deferred)]
    [InlineData(StoreFailure.NotMigrated, FailureKind.Configuration, SendOutcome.Rejected)]
    public async Task Store_that_does_not_answer_stops_the_send(StoreFailure failure, FailureKind kind, SendOutcome outcome)
    {
        _store.FailsToTake = failure;

        var refused = await Assert.ThrowsAsync<EmailDeliveryException>(() => _budgets.ForRow(Acme, Row, _inner, new SendingLimits { PerHour = 1 }).SendAsync(Mail(1)));

        Assert.Equal((kind, SendPhase.Resolve, outcome), (refused.Kind, refused.Phase, refused.Outcome));
        Assert.Equal(0, _inner.Sends);
        Assert.Single(_log.Of(1041));
    }

    [Fact]
    public async Task Failure_to_give_back_takes_not_the_place_of_the_sends_own()
    {
        _store.FailsToGiveBack = StoreFailure.Unavailable;
        _inner.Ends = Failed(FailureKind.Connect, SendPhase.Connect, SendOutcome.Deferred);

        var failed = await Assert.ThrowsAsync<EmailDeliveryException>(() => _budgets.ForRow(Acme, Row, _inner, new SendingLimits { PerHour = 1 }).SendAsync(Mail(1)));

        Assert.Equal(FailureKind.Connect, failed.Kind);
        Assert.Single(_log.Of(1042));
    }

    [Fact]
    public async Task Configured_accounts_at_two_places_have_a_limit_each_and_an_edit_at_one_place_goes_on_with_its_own()
    {
        var limits = new SendingLimits { PerHour = 1 };
        await _budgets.ForConfigured(Acme, "Providers:acme:0", _inner, limits).SendAsync(Mail(1));

        await _budgets.ForConfigured(Acme, "Providers:acme:1", _inner, limits).SendAsync(Mail(1));
        await Assert.ThrowsAsync<EmailDeliveryException>(() => _budgets.ForConfigured(Acme, "Providers:acme:0", new ScriptedProvider(), limits).SendAsync(Mail(1)));

        Assert.Matches("^configured:[0-9a-f]{32}$", SendingBudgets.ConfiguredScope(new string('x', 500)));
    }

    private static EmailDeliveryException Failed(FailureKind kind, SendPhase phase, SendOutcome outcome) =>
        new(new EmailFailure { Kind = kind, Phase = phase, Outcome = outcome, Message = "It failed." });

    private static EmailSubmission Mail(int recipients) => EmailSubmission.Create(
        new EmailMessage { To = [.. Enumerable.Range(1, recipients).Select(i => new EmailAddress($"r{i}@customer.test"))], Subject = "Hello", Text = "Hello." },
        MessageIds.Mint("acme.test"),
        DateTimeOffset.UnixEpoch);
}
