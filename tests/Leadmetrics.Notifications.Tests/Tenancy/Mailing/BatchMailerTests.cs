namespace Leadmetrics.Notifications.Tests.Tenancy.Mailing;

public sealed class BatchMailerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_provider_of_batches_gets_pieces_of_its_size_and_every_recipient_a_result_in_order()
    {
        var sendGrid = new Route.Candidate("sendgrid", 400);
        using var route = new Route(sendGrid);

        var results = await route.Mailer.SendBatchAsync(Route.Acme, Batch(1000), null, Cancel);

        Assert.Equal([400, 400, 200], sendGrid.Calls.Select(call => call.Length));
        Assert.Equal(Enumerable.Range(0, 1000).Select(Address), results.Select(result => Assert.Single(result.Recipients).Address));
        Assert.Equal(1000, results.Select(result => result.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task Any_other_provider_gets_each_mail_by_itself()
    {
        var smtp = new Route.Candidate();
        using var route = new Route(smtp);
        var options = new SendOptions { IsBulk = true };

        var results = await route.Mailer.SendBatchAsync(Route.Acme, Batch(50), options, Cancel);

        Assert.Equal(Enumerable.Range(0, 50).Select(Address).Order(), smtp.Calls.Select(Assert.Single).Order());
        Assert.All(smtp.Options, each => Assert.Same(options, each));
        Assert.Equal(Enumerable.Range(0, 50).Select(Address), results.Select(result => result.Recipients[0].Address));
    }

    [Fact]
    public async Task Suppressed_recipients_are_left_out_and_have_their_result()
    {
        var sendGrid = new Route.Candidate("sendgrid", 1000);
        using var route = new Route(sendGrid);
        route.List.Add(Address(1));

        var results = await route.Mailer.SendBatchAsync(Route.Acme, Batch(3), null, Cancel);

        Assert.Equal([Address(0), Address(2)], Assert.Single(sendGrid.Calls));
        Assert.Equal([RecipientOutcome.Accepted, RecipientOutcome.Suppressed, RecipientOutcome.Accepted], results.Select(result => result.Recipients[0].Outcome));
        Assert.Equal("recipients-suppressed", results[1].Failure!.Remedy!.Code);
        Assert.Equal(1, route.List.Asked);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task What_failed_by_the_providers_fault_goes_to_the_next_and_a_verdict_on_a_recipient_stands(int maxBatch)
    {
        var first = new Route.Candidate("smtp", maxBatch) { Ends = address => address == Address(2) ? Refused() : Broken() };
        var second = new Route.Candidate("sendgrid", 1000);
        using var route = new Route(first, second);

        // One at a time, so that the refusal comes before what breaks the account for all.
        var refused = await route.Mailer.SendBatchAsync(Route.Acme, new EmailBatch(Batch(3).Message, [Batch(3).Recipients[2]]), null, Cancel);
        var results = await route.Mailer.SendBatchAsync(Route.Acme, Batch(2), null, Cancel);

        Assert.Equal(("smtp", FailureKind.RecipientRejected), (refused[0].Provider, refused[0].Failure!.Kind));
        Assert.All(results, result => Assert.Equal((SendOutcome.Accepted, "sendgrid"), (result.Outcome, result.Provider)));
        Assert.Equal([Address(0), Address(1)], Assert.Single(second.Calls));
    }

    [Fact]
    public async Task An_account_that_fails_for_all_is_not_tried_by_every_mail()
    {
        var smtp = new Route.Candidate { Ends = _ => Broken() };
        using var route = new Route(smtp);

        var results = await route.Mailer.SendBatchAsync(Route.Acme, Batch(500), null, Cancel);

        Assert.InRange(smtp.Calls.Count, 1, 16);
        Assert.All(results, result => Assert.Equal(FailureKind.Connect, result.Failure!.Kind));
        Assert.Equal(500, results.Select(result => result.Failure!.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task Cancelled_in_the_middle_it_tells_what_was_sent()
    {
        using var cancel = new CancellationTokenSource();
        var sendGrid = new Route.Candidate("sendgrid", 10);
        sendGrid.Ends = address => address != Address(15) ? null : Stop(cancel);
        using var route = new Route(sendGrid);

        var results = await route.Mailer.SendBatchAsync(Route.Acme, Batch(30), null, cancel.Token);

        Assert.Equal(10, results.Count(result => result.Failure is null));
        Assert.All(results.Skip(10), result => Assert.Equal((SendOutcome.Deferred, RecipientOutcome.Deferred), (result.Outcome, result.Recipients[0].Outcome)));
    }

    [Fact]
    public async Task Cancelled_before_anything_was_sent_it_is_simply_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        using var route = new Route(new Route.Candidate("sendgrid", 10) { Ends = _ => Stop(cancel) });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => route.Mailer.SendBatchAsync(Route.Acme, Batch(3), null, cancel.Token));
    }

    [Fact]
    public async Task Cancelled_at_the_next_candidate_it_does_not_forget_what_nobody_knows()
    {
        using var cancel = new CancellationTokenSource();
        var first = new Route.Candidate("smtp", 10) { Ends = address => address == Address(0) ? Lost() : Broken() };
        using var route = new Route(first, new Route.Candidate("sendgrid", 10) { Ends = _ => Stop(cancel) });

        var results = await route.Mailer.SendBatchAsync(Route.Acme, Batch(3), null, cancel.Token);

        Assert.Equal([SendOutcome.Uncertain, SendOutcome.Deferred, SendOutcome.Deferred], results.Select(result => result.Outcome));
    }

    [Fact]
    public async Task A_batch_that_is_handed_on_is_told_once_with_its_number()
    {
        using var route = new Route(new Route.Candidate("smtp", 1000) { Ends = _ => Broken() }, new Route.Candidate("sendgrid", 1000));

        await route.Mailer.SendBatchAsync(Route.Acme, Batch(1000), null, Cancel);
        route.Dispose();

        Assert.Single(route.Log.Of(1001));
        Assert.Equal(1000, Assert.Single(await route.Events.HeardAsync(1)).Messages);
    }

    [Fact]
    public async Task What_a_provider_says_of_a_recipient_stands_in_a_batch_too()
    {
        using var route = new Route(new Route.Candidate { Ends = address => new EmailDeliveryException(Refused().Failure with { Recipients = [new EmailRecipientResult(address, RecipientOutcome.Suppressed, null)] }) });

        Assert.Equal(RecipientOutcome.Suppressed, Assert.Single(Assert.Single(await route.Mailer.SendBatchAsync(Route.Acme, Batch(1), null, Cancel)).Recipients).Outcome);
    }

    [Fact]
    public async Task A_defect_in_the_middle_hides_nothing_of_what_was_sent()
    {
        using var route = new Route(new Route.Candidate("sendgrid", 10) { Ends = address => address == Address(15) ? new InvalidOperationException("a defect") : null });

        var results = await route.Mailer.SendBatchAsync(Route.Acme, Batch(30), null, Cancel);

        Assert.Equal(10, results.Count(result => result.Failure is null));
        Assert.All(results.Skip(10), result => Assert.Equal(SendOutcome.Uncertain, result.Outcome));
        Assert.Single(route.Log.Of(1101));
    }

    [Fact]
    public async Task A_message_that_the_provider_cannot_be_told_fails_each_mail_as_a_value()
    {
        using var route = new Route(new Route.Candidate("sendgrid", 10) { Ends = _ => new EmailMessageException("calendar", "is not for batches") });

        var results = await route.Mailer.SendBatchAsync(Route.Acme, Batch(3), null, Cancel);

        Assert.All(results, result => Assert.Equal((FailureKind.MessageRejected, "sendgrid", "calendar: is not for batches"), (result.Failure!.Kind, result.Provider, result.Failure.Message)));
    }

    private static string Address(int i) => $"jane{i}@example.net";

    private static EmailBatch Batch(int count) => new(
        new EmailMessage { Subject = "Hello {{name}}", Text = "Dear {{name}}." },
        [.. Enumerable.Range(0, count).Select(i => new EmailBatchRecipient(new EmailAddress(Address(i))) { Values = new Dictionary<string, string> { ["name"] = $"Jane {i}" } })]);

    private static OperationCanceledException Stop(CancellationTokenSource cancel)
    {
        cancel.Cancel();
        return new OperationCanceledException(cancel.Token);
    }

    private static EmailDeliveryException Lost() => new(new EmailFailure { Kind = FailureKind.Timeout, Phase = SendPhase.DotSent, Outcome = SendOutcome.Uncertain, Message = "Lost.", Provider = "smtp" });

    private static EmailDeliveryException Broken() => new(new EmailFailure { Kind = FailureKind.Connect, Phase = SendPhase.Connect, Outcome = SendOutcome.Deferred, Message = "Refused.", Provider = "smtp" });

    private static EmailDeliveryException Refused() => new(new EmailFailure { Kind = FailureKind.RecipientRejected, Phase = SendPhase.Rcpt, Outcome = SendOutcome.Rejected, Message = "No such user.", Provider = "smtp" });
}
