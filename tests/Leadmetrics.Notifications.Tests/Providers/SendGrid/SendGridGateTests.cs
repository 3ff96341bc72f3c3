using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid;

/// <summary>An account that asked to be left alone is left alone.</summary>
public sealed class SendGridGateTests
{
    private const string Path = "/v3/mail/send";

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Until_the_reset_of_a_429_no_request_goes_to_that_account_and_every_send_is_told_how_long()
    {
        await using var fake = FakeSendGrid.Start();
        fake.Clock = _clock;
        var gates = new SendGridGates(_clock);
        await using var hosted = new Hosted(fake.BaseAddress, time: _clock, gates: gates);
        await using var another = new Hosted(fake.BaseAddress, time: _clock, gates: gates);
        var reset = Reset(3);
        fake.Answer(FakeSendGridAnswer.TooManyRequests(reset));
        var first = await hosted.FailAsync();

        Assert.Equal((FailureKind.Throttled, SendOutcome.Deferred, 429), (first.Kind, first.Outcome, first.Code));
        for (var i = 0; i < 5; i++)
        {
            var failure = await (i % 2 == 0 ? hosted : another).FailAsync();
            Assert.Equal((FailureKind.Throttled, SendOutcome.Deferred, SendPhase.Connect, "server-busy"), (failure.Kind, failure.Outcome, failure.Phase, failure.Remedy?.Code));
            Assert.Equal(reset - _clock.GetUtcNow(), failure.RetryAfter);
            _clock.Advance(TimeSpan.FromMilliseconds(500));
        }

        Assert.Equal(1, fake.Count(Path));
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        await another.SendAsync();
        await hosted.SendAsync();
        Assert.Equal((3, 2), (fake.Count(Path), fake.AcceptedMails.Count));
    }

    [Fact]
    public async Task Other_accounts_go_on()
    {
        await using var fake = FakeSendGrid.Start();
        await using var second = FakeSendGrid.Start("another-key");
        var gates = new SendGridGates(_clock);
        await using var hosted = new Hosted(fake.BaseAddress, time: _clock, gates: gates);
        await using var otherKey = new Hosted(second.BaseAddress, time: _clock, gates: gates, configure: config => config with { ApiKey = new Secret("another-key") });
        await using var otherRegion = new Hosted(fake.BaseAddress, time: _clock, gates: gates, configure: config => config with { Region = SendGridRegion.Eu });
        fake.Answer(FakeSendGridAnswer.TooManyRequests(Reset(3)));
        await hosted.FailAsync();
        await otherKey.SendAsync();
        await otherRegion.SendAsync();

        Assert.Equal((1, 1), (second.AcceptedMails.Count, fake.AcceptedMails.Count));
        Assert.Equal(FailureKind.Throttled, (await hosted.FailAsync()).Kind);
    }

    [Fact]
    public async Task A_success_after_which_nothing_remains_closes_the_account_too()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress, time: _clock);
        fake.Answer(FakeSendGridAnswer.Status(202, "", ("X-RateLimit-Remaining", "1"), ("X-RateLimit-Reset", Unix(Reset(30)))));
        fake.Answer(FakeSendGridAnswer.Status(202, "", ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", Unix(Reset(30)))));
        await hosted.SendAsync();
        await hosted.SendAsync();
        var failure = await hosted.FailAsync();

        Assert.Equal((FailureKind.Throttled, 2), (failure.Kind, fake.Count(Path)));
        _clock.Advance(TimeSpan.FromSeconds(30));
        await hosted.SendAsync();
    }

    [Theory]
    [InlineData(-10, 0)]
    [InlineData(0, 0)]
    [InlineData(60, 60)]
    [InlineData(3600, 3600)]
    [InlineData(1_000_000_000, 3600)]
    public async Task A_reset_is_believed_for_an_hour_at_most(int seconds, int expected)
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress, time: _clock);
        _clock.Advance(TimeSpan.FromMilliseconds(950));
        fake.Answer(FakeSendGridAnswer.TooManyRequests(_clock.GetUtcNow().AddSeconds(seconds)));
        Assert.Equal(TimeSpan.FromSeconds(expected), (await hosted.FailAsync()).RetryAfter);

        _clock.Advance(TimeSpan.FromSeconds(expected) - TimeSpan.FromMilliseconds(expected > 0 ? 1 : 0));
        if (expected > 0) Assert.Equal(TimeSpan.FromMilliseconds(1), (await hosted.FailAsync()).RetryAfter);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await hosted.SendAsync();
        Assert.Equal(2, fake.Count(Path));
    }

    [Fact]
    public async Task A_limit_of_mail_stops_batches_of_mail_and_neither_tests_nor_what_is_done_with_scheduled_mail()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress, time: _clock);
        fake.Answer(FakeSendGridAnswer.TooManyRequests(Reset(3)));
        await hosted.FailAsync();
        await hosted.Provider.VerifyAsync(Hosted.Cancel);
        var id = await hosted.Provider.CreateBatchIdAsync(Hosted.Cancel);
        await hosted.Provider.PauseAsync(id, Hosted.Cancel);
        await hosted.Provider.CancelAsync(id, Hosted.Cancel);
        await hosted.Provider.ResumeAsync(id, Hosted.Cancel);
        var batch = EmailBatchSubmission.Create(new EmailBatch(Hosted.Message with { To = [] }, [new(new("a@example.net")), new(new("b@example.net"))]), () => "id@example.com", _clock.GetUtcNow());
        var results = await hosted.Provider.SendBatchAsync(batch, Hosted.Cancel);

        Assert.All(results, result => Assert.Equal((SendOutcome.Deferred, FailureKind.Throttled), (result.Outcome, result.Failure!.Kind)));
        Assert.Equal(1, fake.Count(Path));
    }

    [Fact]
    public async Task A_limit_of_other_calls_stops_those_and_no_mail()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress, time: _clock);
        fake.Answer(FakeSendGridAnswer.Status(200, """{"scopes":["mail.send"]}""", ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", Unix(Reset(30)))));
        await hosted.Provider.VerifyAsync(Hosted.Cancel);
        var verified = await Assert.ThrowsAsync<Notifications.Diagnosis.EmailVerificationException>(() => hosted.Provider.VerifyAsync(Hosted.Cancel));
        var scheduled = await Assert.ThrowsAsync<EmailDeliveryException>(() => hosted.Provider.CreateBatchIdAsync(Hosted.Cancel));
        await hosted.SendAsync();

        Assert.Equal((FailureKind.Throttled, FailureKind.Throttled), (verified.Failure.Kind, scheduled.Kind));
        Assert.Equal((2, 1), (fake.Requests.Count, fake.AcceptedMails.Count));
        _clock.Advance(TimeSpan.FromSeconds(30));
        await hosted.Provider.VerifyAsync(Hosted.Cancel);
    }

    [Fact]
    public void A_later_reset_holds_longer_and_an_earlier_one_takes_nothing_back()
    {
        var gates = new SendGridGates(_clock);
        Assert.Equal(TimeSpan.FromSeconds(10), gates.Close("a", TimeSpan.FromSeconds(10)));
        Assert.Null(gates.Close("a", TimeSpan.FromSeconds(5)));
        Assert.Equal(TimeSpan.FromSeconds(10), gates.LeftOf("a"));
        Assert.Equal(TimeSpan.FromSeconds(20), gates.Close("a", TimeSpan.FromSeconds(20)));
        Assert.Null(gates.LeftOf("b"));
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(gates.LeftOf("a"));
        Assert.Equal(0, gates.Count);
    }

    [Fact]
    public void Only_so_many_accounts_are_remembered_and_the_first_to_open_is_forgotten_first()
    {
        var gates = new SendGridGates(_clock);
        for (var i = 0; i < SendGridGates.MaxAccounts; i++) gates.Close($"a{i}", TimeSpan.FromSeconds(i == 7 ? 5 : 60));
        gates.Close("one more", TimeSpan.FromSeconds(60));

        Assert.Equal((SendGridGates.MaxAccounts, null, TimeSpan.FromSeconds(60)), (gates.Count, gates.LeftOf("a7"), gates.LeftOf("one more")));
        _clock.Advance(TimeSpan.FromSeconds(60));
        gates.Close("again", TimeSpan.FromSeconds(60));
        Assert.Equal(1, gates.Count);
    }

    [Fact]
    public void An_accounts_name_tells_nothing_of_its_key()
    {
        var config = new SendGridConfig { ApiKey = new Secret("planted-key"), FromAddress = "app@example.com" };

        Assert.Matches("^[0-9a-f]{64}$", SendGridGates.AccountOf(config));
        Assert.Equal(SendGridGates.AccountOf(config), SendGridGates.AccountOf(config with { FromAddress = "b@example.com" }));
    }

    [Fact]
    public async Task A_closing_is_logged_once_and_without_the_key()
    {
        var log = new LogSink();
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress, time: _clock, log: log);
        fake.Answer(FakeSendGridAnswer.TooManyRequests(Reset(3)));
        await hosted.FailAsync();
        await hosted.FailAsync();

        var told = Assert.Single(log.Lines, line => line.Contains("asked not to be called", StringComparison.Ordinal));
        Assert.DoesNotContain("test-key", told, StringComparison.Ordinal);
    }

    private DateTimeOffset Reset(int seconds) => DateTimeOffset.FromUnixTimeSeconds(_clock.GetUtcNow().ToUnixTimeSeconds() + seconds);

    private static string Unix(DateTimeOffset instant) => instant.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
}
