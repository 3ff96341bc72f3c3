using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Leadmetrics.Notifications.Tests.Tenancy.Mailing;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Tenancy.Budgets;

/// <summary>A batch within limits: as much of it as they leave, and no more.</summary>
public sealed class LimitedBatchTests : IDisposable
{
    private readonly Route.Candidate _inner = new("sendgrid", 1000);
    private readonly ObservedBudget _store = new();
    private readonly LogSink _log = new();
    private readonly LoggerFactory _loggers;
    private readonly SendingBudgets _budgets;

    public LimitedBatchTests()
    {
        _loggers = new LoggerFactory([_log]);
        _budgets = new SendingBudgets(_store, _loggers.CreateLogger<SendingBudgets>(), new ManualClock());
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _loggers.Dispose();

    [Fact]
    public async Task A_batch_that_fits_is_taken_at_once()
    {
        var results = await Limited(new SendingLimits { PerHour = 100 }).SendBatchAsync(Batch(100), Cancel);

        Assert.All(results, result => Assert.Equal(SendOutcome.Accepted, result.Outcome));
        Assert.Equal(100, Assert.Single(Assert.Single(_store.Takes)).Amount);
        Assert.Single(_inner.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Exactly_as_many_mails_go_out_as_the_limit_leaves_the_first_ones(bool countsMessages)
    {
        var provider = Limited(new SendingLimits { PerHour = 37, CountMessages = countsMessages });

        var results = await provider.SendBatchAsync(Batch(100), Cancel);

        Assert.Equal(37, results.Count(result => result.Failure is null));
        Assert.All(results.Take(37), result => Assert.Equal(SendOutcome.Accepted, result.Outcome));
        Assert.All(results.Skip(37), result => Assert.Equal((FailureKind.LimitReached, SendOutcome.Deferred, "sending-limit-reached"), (result.Failure!.Kind, result.Outcome, result.Failure.Remedy!.Code)));
        Assert.Equal(100, results.Select(result => result.MessageId).Distinct().Count());
        Assert.Equal(37, _inner.Calls.Sum(call => call.Length));
        Assert.All(await provider.SendBatchAsync(Batch(3), Cancel), result => Assert.Equal(FailureKind.LimitReached, result.Failure!.Kind));
    }

    [Fact]
    public async Task What_was_surely_not_sent_is_given_back_and_may_be_sent_later()
    {
        var provider = Limited(new SendingLimits { PerHour = 10 });
        _inner.Ends = address => address is "r1@customer.test" or "r2@customer.test"
            ? new EmailDeliveryException(new EmailFailure { Kind = FailureKind.RecipientRejected, Phase = SendPhase.Rcpt, Outcome = SendOutcome.Rejected, Message = "No." })
            : null;
        await provider.SendBatchAsync(Batch(10), Cancel);
        _inner.Ends = _ => null;

        var results = await provider.SendBatchAsync(Batch(4), Cancel);

        Assert.Equal(2, results.Count(result => result.Failure is null));
    }

    [Fact]
    public async Task A_mail_whose_outcome_nobody_knows_stays_counted()
    {
        var provider = Limited(new SendingLimits { PerHour = 10 });
        _inner.Ends = _ => new EmailDeliveryException(new EmailFailure { Kind = FailureKind.Timeout, Phase = SendPhase.DotSent, Outcome = SendOutcome.Uncertain, Message = "Lost." });
        await provider.SendBatchAsync(Batch(10), Cancel);
        _inner.Ends = _ => null;

        Assert.Equal(FailureKind.LimitReached, Assert.Single(await provider.SendBatchAsync(Batch(1), Cancel)).Failure!.Kind);
        Assert.Equal(0, _store.GivenBack);
    }

    [Fact]
    public async Task A_batch_that_the_provider_refuses_whole_is_given_back_whole()
    {
        var provider = Limited(new SendingLimits { PerHour = 10 });
        _inner.Ends = _ => new EmailMessageException("calendar", "is not for batches");
        await Assert.ThrowsAsync<EmailMessageException>(() => provider.SendBatchAsync(Batch(10), Cancel));
        _inner.Ends = _ => null;

        Assert.All(await provider.SendBatchAsync(Batch(10), Cancel), result => Assert.Null(result.Failure));
    }

    [Fact]
    public async Task Cancelled_behind_its_first_piece_it_tells_what_was_sent()
    {
        using var cancel = new CancellationTokenSource();
        var provider = Limited(new SendingLimits { PerHour = 90 });
        _inner.Ends = address => address == "r51@customer.test" ? Stop(cancel) : null;

        var results = await provider.SendBatchAsync(Batch(100), cancel.Token);

        Assert.Equal(50, results.Count(result => result.Failure is null));
        Assert.All(results.Skip(50), result => Assert.Equal(SendOutcome.Deferred, result.Outcome));
    }

    [Fact]
    public async Task A_defect_behind_its_first_piece_hides_nothing_of_what_was_sent()
    {
        var provider = Limited(new SendingLimits { PerHour = 90 });
        _inner.Ends = address => address == "r51@customer.test" ? new InvalidOperationException("a defect") : null;

        var results = await provider.SendBatchAsync(Batch(100), Cancel);

        Assert.Equal(50, results.Count(result => result.Failure is null));
        Assert.All(results.Skip(50), result => Assert.Equal(SendOutcome.Uncertain, result.Outcome));
        Assert.Single(_log.Of(1101));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_stops_the_batch()
    {
        _store.FailsToTake = StoreFailure.Unavailable;

        var results = await Limited(new SendingLimits { PerHour = 10 }).SendBatchAsync(Batch(3), Cancel);

        Assert.All(results, result => Assert.Equal((FailureKind.Unavailable, SendOutcome.Deferred), (result.Failure!.Kind, result.Outcome)));
        Assert.Empty(_inner.Calls);
    }

    private static OperationCanceledException Stop(CancellationTokenSource cancel)
    {
        cancel.Cancel();
        return new OperationCanceledException(cancel.Token);
    }

    private static EmailBatchSubmission Batch(int count)
    {
        var minted = 0;
        return EmailBatchSubmission.Create(
            new EmailBatch(new EmailMessage { Subject = "Hello", Text = "Hello." }, [.. Enumerable.Range(1, count).Select(i => new EmailBatchRecipient(new EmailAddress($"r{i}@customer.test")))]),
            () => $"{++minted}@acme.test",
            DateTimeOffset.UnixEpoch);
    }

    private IEmailProvider Limited(SendingLimits limits) => _budgets.ForRow(Route.Acme, new Guid("11111111-2222-3333-4444-555555555555"), _inner, limits);
}
