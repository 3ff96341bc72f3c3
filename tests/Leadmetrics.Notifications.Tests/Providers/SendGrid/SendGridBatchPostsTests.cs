using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid;

/// <summary>How many requests a batch becomes, and what ends them.</summary>
public sealed class SendGridBatchPostsTests
{
    private const string Path = "/v3/mail/send";

    private static readonly EmailMessage Letter = new() { Subject = "Hello", Text = "Dear {{name}}." };

    // More than SendGrid fills in: such a mail goes out by itself.
    private static readonly string TooLong = new('x', 11_000);

    [Fact]
    public async Task A_batch_is_posted_again_as_long_as_each_refusal_names_somebody()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        for (var i = 0; i < 3; i++) fake.Answer(FakeSendGridAnswer.BadRequest("personalizations.0.to.0.email", $"no {i}"));
        var results = await hosted.Provider.SendBatchAsync(Batch(5), Hosted.Cancel);

        Assert.Equal((4, 1), (fake.Count(Path), fake.AcceptedMails.Count));
        Assert.Equal(["no 0", "no 1", "no 2", null, null], results.Select(result => result.Failure?.Response?.Text));
        Assert.Equal(["r3@example.net", "r4@example.net"], Recipients(fake.AcceptedMails[0]));

        fake.Answer(FakeSendGridAnswer.BadRequest("personalizations.0.to.0.email", "x"));
        await hosted.Provider.SendBatchAsync(Batch(1), Hosted.Cancel);
        Assert.Equal(5, fake.Count(Path));
    }

    [Fact]
    public async Task A_refusal_that_names_nobody_else_ends_it_and_is_no_verdict_on_anybodys_address()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        fake.Answer(FakeSendGridAnswer.BadRequest("personalizations.0.to.0.email", "x"));
        fake.Answer(FakeSendGridAnswer.BadRequest("personalizations.7.to.0.email", "y"));
        var results = await hosted.Provider.SendBatchAsync(Batch(3), Hosted.Cancel);

        Assert.Equal(2, fake.Count(Path));
        Assert.Equal([FailureKind.RecipientRejected, FailureKind.MessageRejected, FailureKind.MessageRejected], results.Select(result => result.Failure!.Kind));
        Assert.Equal(["x", "personalizations.7.to.0.email: y", "personalizations.7.to.0.email: y"], results.Select(result => result.ServerResponse!.Text));
    }

    [Fact]
    public async Task After_twenty_refusals_the_others_may_be_tried_another_time()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        fake.Answer(FakeSendGridAnswer.BadRequest("personalizations.0.to.0.email", "x"), times: 30);
        var results = await hosted.Provider.SendBatchAsync(Batch(25), Hosted.Cancel);

        Assert.Equal(20, fake.Count(Path));
        Assert.Equal((20, 5), (results.Count(result => result.Outcome == SendOutcome.Rejected), results.Count(result => result is { Outcome: SendOutcome.Deferred, Failure.Kind: FailureKind.Unavailable })));
    }

    [Fact]
    public async Task Attachments_go_once_for_all_and_where_one_mail_is_too_large_all_are()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        fake.Answer(FakeSendGridAnswer.BadRequest("personalizations.1.to.0.email", "x"));
        var content = new byte[100_001];
        new Random(1).NextBytes(content);
        await hosted.Provider.SendBatchAsync(Batch(2, Letter with { Attachments = [EmailAttachment.FromStream("a.bin", _ => ValueTask.FromResult<Stream>(new MemoryStream(content)))] }), Hosted.Cancel);
        Assert.Equal(content, Assert.Single(fake.AcceptedMails).Json!.Value.GetProperty("attachments")[0].GetProperty("content").GetBytesFromBase64());

        var opened = 0;
        var large = EmailAttachment.FromStream(
            "a.bin",
            _ =>
            {
                opened++;
                return ValueTask.FromResult<Stream>(new MemoryStream(new byte[23 * 1024 * 1024]));
            });
        var results = await hosted.Provider.SendBatchAsync(Batch(64, Letter with { Attachments = [large] }), Hosted.Cancel);
        Assert.All(results, result => Assert.Equal((FailureKind.TooLarge, SendOutcome.Rejected), (result.Failure!.Kind, result.Outcome)));
        Assert.Equal((2, 7), (fake.Count(Path), opened));
    }

    [Fact]
    public async Task A_batch_beyond_30_mb_goes_out_in_halves()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var facts = new Dictionary<string, string> { ["k"] = new string('x', 9_000) };
        var batch = Batch(400, Letter with { Attachments = [EmailAttachment.FromBytes("a.bin", new byte[21 * 1024 * 1024])] }, recipient => recipient with { Metadata = facts });
        var results = await hosted.Provider.SendBatchAsync(batch, Hosted.Cancel);

        Assert.All(results, result => Assert.Equal(SendOutcome.Accepted, result.Outcome));
        Assert.Equal([200, 200], fake.AcceptedMails.Select(mail => Recipients(mail).Length));
        Assert.Equal(400, fake.AcceptedMails.SelectMany(Recipients).Distinct().Count());
    }

    [Fact]
    public async Task A_batch_that_sendgrid_itself_finds_too_large_goes_out_in_halves_and_one_mail_is_refused()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        fake.Answer(FakeSendGridAnswer.PayloadTooLarge, times: 2);
        var results = await hosted.Provider.SendBatchAsync(Batch(5), Hosted.Cancel);

        Assert.All(results, result => Assert.Equal(SendOutcome.Accepted, result.Outcome));
        Assert.Equal([1, 1, 3], fake.AcceptedMails.Select(mail => Recipients(mail).Length));

        fake.Answer(FakeSendGridAnswer.PayloadTooLarge);
        Assert.Equal(FailureKind.TooLarge, Assert.Single(await hosted.Provider.SendBatchAsync(Batch(1), Hosted.Cancel)).Failure!.Kind);
    }

    [Fact]
    public async Task A_failure_of_the_account_ends_the_halves_too()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        fake.Answer(FakeSendGridAnswer.PayloadTooLarge);
        fake.Answer(FakeSendGridAnswer.Unauthorized);
        var results = await hosted.Provider.SendBatchAsync(Batch(4), Hosted.Cancel);

        Assert.Equal(2, fake.Count(Path));
        Assert.All(results, result => Assert.Equal(FailureKind.Authentication, result.Failure!.Kind));
    }

    [Theory]
    [InlineData(401, FailureKind.Authentication, 1)]
    [InlineData(429, FailureKind.Throttled, 1)]
    [InlineData(400, FailureKind.MessageRejected, 30)]
    [InlineData(502, FailureKind.Unavailable, 30)]
    public async Task Mails_that_go_out_by_themselves_stop_at_a_failure_of_the_account_and_at_no_other(int status, FailureKind kind, int posts)
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        fake.Answer(FakeSendGridAnswer.Errors(status, "is so"), times: 30);
        var results = await hosted.Provider.SendBatchAsync(Batch(30, of: Long), Hosted.Cancel);

        Assert.Equal(posts, fake.Count(Path));
        Assert.All(results, (result, i) => Assert.Equal((kind, $"mail-{i}@example.com", $"r{i}@example.net"), (result.Failure!.Kind, result.MessageId, Assert.Single(result.Recipients).Address)));
    }

    [Fact]
    public async Task What_stops_the_request_for_many_stops_those_that_go_out_by_themselves()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        fake.Answer(FakeSendGridAnswer.Unauthorized);
        var results = await hosted.Provider.SendBatchAsync(Batch(4, of: (recipient, i) => i % 2 == 0 ? recipient : Long(recipient)), Hosted.Cancel);

        Assert.Equal(1, fake.Count(Path));
        Assert.All(results, result => Assert.Equal(FailureKind.Authentication, result.Failure!.Kind));
    }

    [Fact]
    public async Task Up_to_eight_mails_go_out_by_themselves_at_once()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var eight = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (asked, under, most) = (0, 0, 0);
        var counting = new Lock();
        var results = await hosted.Provider.SendBatchAsync(Batch(21, of: Long) with { Gate = WaitAsync }, Hosted.Cancel);

        Assert.All(results, result => Assert.Equal(SendOutcome.Accepted, result.Outcome));
        Assert.Equal((21, 8, 21), (asked, most, fake.AcceptedMails.Count));

        // The first goes alone; the eight after it wait for each other.
        async ValueTask WaitAsync(CancellationToken cancellationToken)
        {
            lock (counting)
            {
                if (++asked == 9) eight.SetResult();
                most = Math.Max(most, ++under);
                if (asked == 1)
                {
                    under--;
                    return;
                }
            }

            await eight.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
            lock (counting) under--;
        }
    }

    private static EmailBatchRecipient Long(EmailBatchRecipient recipient) => recipient with { Values = new Dictionary<string, string> { ["name"] = TooLong } };

    private static EmailBatchSubmission Batch(int count, EmailMessage? message = null, Func<EmailBatchRecipient, EmailBatchRecipient>? of = null) => Batch(count, (recipient, _) => of?.Invoke(recipient) ?? recipient, message);

    private static EmailBatchSubmission Batch(int count, Func<EmailBatchRecipient, int, EmailBatchRecipient> of, EmailMessage? message = null)
    {
        var minted = 0;
        EmailBatchRecipient[] recipients = [.. Enumerable.Range(0, count).Select(i => of(new(new EmailAddress($"r{i}@example.net")) { Values = new Dictionary<string, string> { ["name"] = $"N{i}" } }, i))];
        return EmailBatchSubmission.Create(new EmailBatch(message ?? Letter, recipients), () => $"mail-{minted++}@example.com", new DateTimeOffset(2026, 3, 1, 9, 8, 7, TimeSpan.Zero));
    }

    private static string[] Recipients(FakeSendGridRequest mail) =>
        [.. mail.Json!.Value.GetProperty("personalizations").EnumerateArray().Select(one => one.GetProperty("to")[0].GetProperty("email").GetString()!)];
}
