using System.Text.Json;
using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid;

/// <summary>Many mails in one request, each with an outcome of its own.</summary>
public sealed class SendGridBatchTests
{
    private const string Path = "/v3/mail/send";

    private static readonly EmailMessage Letter = new() { Subject = "For {{name}}", Text = "Dear {{name}}, {{sum}}.", Html = "<p>Dear {{name}}, <b>{{sum}}</b>.</p>" };

    [Fact]
    public async Task A_thousand_recipients_that_differ_by_name_are_one_request_and_a_thousand_outcomes()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var batch = Batch(Letter, [.. Enumerable.Range(0, 1000).Select(i => Recipient($"r{i}@example.net", $"N{i}", $"{i} €"))]);
        var results = await hosted.Provider.SendBatchAsync(batch, Hosted.Cancel);

        Assert.Equal((1, 1000, 1000), (fake.Count(Path), hosted.Provider.MaxBatch, results.Count));
        var mail = Assert.Single(fake.AcceptedMails);
        Assert.Equal(1000, mail.Json!.Value.GetProperty("personalizations").GetArrayLength());
        for (var i = 0; i < results.Count; i++)
        {
            Assert.Equal((SendOutcome.Accepted, $"mail-{i}@example.com", mail.MessageId, $"r{i}@example.net", null), (results[i].Outcome, results[i].MessageId, results[i].ProviderMessageId, Assert.Single(results[i].Recipients).Address, results[i].Failure));
            Assert.Equal(($"For N{i}", $"Dear N{i}, {i} €.", $"<p>Dear N{i}, <b>{i} &#x20AC;</b>.</p>"), Read(mail, i));
        }
    }

    [Fact]
    public async Task Values_are_encoded_in_html_and_not_in_text_and_are_not_read_again()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var batch = Batch(Letter, Recipient("a@example.net", "{{sum}} <script>", "-lmn00000000.t0- \" \\"), Recipient("b@example.net", "", "\ud800"));
        await hosted.Provider.SendBatchAsync(batch, Hosted.Cancel);

        var mail = Assert.Single(fake.AcceptedMails);
        Assert.Equal(("For {{sum}} <script>", "Dear {{sum}} <script>, -lmn00000000.t0- \" \\.", "<p>Dear {{sum}} &lt;script&gt;, <b>-lmn00000000.t0- &quot; \\</b>.</p>"), Read(mail, 0));
        Assert.Equal(("For ", "Dear , \ufffd."), (Read(mail, 1).Subject, Read(mail, 1).Text));
    }

    [Fact]
    public async Task Each_mail_carries_its_own_id_tenant_and_facts()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var batch = Batch(
            Letter with { Metadata = new Dictionary<string, string> { ["list"] = "all", ["kind"] = "news" } },
            Recipient("a@example.net", "A", "1") with { Metadata = new Dictionary<string, string> { ["list"] = "a" }, ListUnsubscribe = new() { Url = new Uri("https://example.com/a") } },
            Recipient("b@example.net", "B", "2")) with
        { Tenant = new TenantId("acme") };
        await hosted.Provider.SendBatchAsync(batch, Hosted.Cancel);

        var (first, second) = (Personalization(Assert.Single(fake.AcceptedMails), 0), Personalization(fake.AcceptedMails[0], 1));
        Assert.Equal("""{"kind":"news","list":"a","lmn_message_id":"mail-0@example.com","lmn_tenant":"acme"}""", first.GetProperty("custom_args").GetRawText());
        Assert.Equal("""{"list":"all","kind":"news","lmn_message_id":"mail-1@example.com","lmn_tenant":"acme"}""", second.GetProperty("custom_args").GetRawText());
        Assert.Equal(
            """{"Message-ID":"<mail-0@example.com>","List-Unsubscribe":"<https://example.com/a>","List-Unsubscribe-Post":"List-Unsubscribe=One-Click","Auto-Submitted":"auto-generated"}""", first.GetProperty("headers").GetRawText());
        Assert.Equal("""{"Message-ID":"<mail-1@example.com>","Auto-Submitted":"auto-generated"}""", second.GetProperty("headers").GetRawText());
    }

    [Fact]
    public async Task Mails_that_sendgrid_refuses_by_name_are_rejected_and_the_others_posted_once_more()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        fake.Answer(FakeSendGridAnswer.Status(400, """{"errors":[{"message":"is no address","field":"personalizations.1.to.0.email"},{"message":"is odd","field":"personalizations.3.subject"},{"message":"twice","field":"personalizations.3.to"}]}"""));
        var asked = 0;
        var results = await hosted.Provider.SendBatchAsync(Some(5) with { Gate = _ => Count(ref asked) }, Hosted.Cancel);

        Assert.Equal((2, 1, 2), (fake.Count(Path), fake.AcceptedMails.Count, asked));
        Assert.Equal([SendOutcome.Accepted, SendOutcome.Rejected, SendOutcome.Accepted, SendOutcome.Rejected, SendOutcome.Accepted], results.Select(result => result.Outcome));
        Assert.Equal((FailureKind.RecipientRejected, "SendGrid answered 400: is no address", "mail-1@example.com"), (results[1].Failure!.Kind, results[1].Failure!.Message, results[1].MessageId));
        Assert.Equal((FailureKind.MessageRejected, "is odd; twice"), (results[3].Failure!.Kind, results[3].ServerResponse!.Text));
        Assert.Equal(["r0@example.net", "r2@example.net", "r4@example.net"], fake.AcceptedMails[0].Json!.Value.GetProperty("personalizations").EnumerateArray().Select(one => one.GetProperty("to")[0].GetProperty("email").GetString()));
    }

    [Theory]
    [InlineData("""{"errors":[{"message":"x","field":"personalizations.1.to.0.email"},{"message":"y","field":"content"}]}""")]
    [InlineData("""{"errors":[{"message":"x","field":"personalizations.9.to.0.email"}]}""")]
    [InlineData("""{"errors":[{"message":"x","field":null}]}""")]
    [InlineData("""{"errors":[]}""")]
    [InlineData("Bad Request")]
    public async Task A_refusal_that_is_not_of_single_mails_is_everybodys(string body)
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        fake.Answer(FakeSendGridAnswer.Status(400, body));
        var results = await hosted.Provider.SendBatchAsync(Some(3), Hosted.Cancel);

        Assert.Equal(1, fake.Count(Path));
        Assert.All(results, result => Assert.Equal((SendOutcome.Rejected, 400), (result.Outcome, result.Failure!.Response!.Code)));
        Assert.Equal((FailureKind.MessageRejected, FailureKind.MessageRejected), (results[0].Failure!.Kind, results[2].Failure!.Kind));
        if (!body.Contains("content", StringComparison.Ordinal)) return;
        Assert.Equal((FailureKind.RecipientRejected, "SendGrid answered 400: x"), (results[1].Failure!.Kind, results[1].Failure!.Message));
        Assert.Equal(("SendGrid answered 400: content: y", "content: y"), (results[0].Failure!.Message, results[2].ServerResponse!.Text));
    }

    [Theory]
    [InlineData(500, SendOutcome.Uncertain, FailureKind.Unavailable)]
    [InlineData(429, SendOutcome.Deferred, FailureKind.Throttled)]
    [InlineData(401, SendOutcome.Rejected, FailureKind.Authentication)]
    [InlineData(0, SendOutcome.Uncertain, FailureKind.Unavailable)]
    public async Task Any_other_failure_is_every_mails_and_a_value(int status, SendOutcome outcome, FailureKind kind)
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        fake.Answer(status == 0 ? FakeSendGridAnswer.CloseAfterBody : FakeSendGridAnswer.Status(status));
        var results = await hosted.Provider.SendBatchAsync(Some(3), Hosted.Cancel);

        Assert.Equal((3, 1), (results.Count, fake.Count(Path)));
        Assert.All(results, (result, i) => Assert.Equal((outcome, kind, $"mail-{i}@example.com"), (result.Outcome, result.Failure!.Kind, result.Failure.MessageId)));
    }

    [Fact]
    public async Task A_mail_whose_values_are_too_long_goes_out_by_itself_behind_the_others()
    {
        var log = new LogSink();
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress, log: log);
        var results = await hosted.Provider.SendBatchAsync(Batch(Letter, Recipient("a@example.net", "A", "1"), Recipient("b@example.net", "B", new string('x', 6000)), Recipient("c@example.net", "C", "3")), Hosted.Cancel);

        Assert.All(results, result => Assert.Equal(SendOutcome.Accepted, result.Outcome));
        Assert.Equal([2, 1], fake.AcceptedMails.Select(mail => mail.Json!.Value.GetProperty("personalizations").GetArrayLength()));
        Assert.Equal(("mail-1@example.com", $"Dear B, {new string('x', 6000)}."), (results[1].MessageId, fake.AcceptedMails[1].Json!.Value.GetProperty("content")[0].GetProperty("value").GetString()));
        Assert.Single(log.Of(1132));
    }

    [Fact]
    public async Task What_only_one_mail_has_wrong_is_only_its_own_failure()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var results = await hosted.Provider.SendBatchAsync(
            Batch(
                Letter with { Subject = "{{name}}" },
                Recipient("a@example.net", "A", "1") with { Metadata = new Dictionary<string, string> { ["lmn_tenant"] = "other" } },
                Recipient("b@example.net", "", "2"),
                Recipient("c@example.net", "C", "3") with { Metadata = new Dictionary<string, string> { ["k"] = new string('x', 10_000) } },
                Recipient("d@example.net", "D", "4")),
            Hosted.Cancel);

        Assert.Equal([SendOutcome.Rejected, SendOutcome.Rejected, SendOutcome.Rejected, SendOutcome.Accepted], results.Select(result => result.Outcome));
        Assert.Equal(["metadata.lmn_tenant:", "subject:", "metadata:"], results.Take(3).Select(result => result.Failure!.Message.Split(' ')[0]));
        Assert.Equal(1, Assert.Single(fake.AcceptedMails).Json!.Value.GetProperty("personalizations").GetArrayLength());
    }

    [Fact]
    public async Task What_the_message_has_wrong_is_told_before_anything_is_sent()
    {
        await using var hosted = new Hosted(Hosted.Nowhere);
        var tooMany = Some(1001);

        Assert.Equal("metadata.lmn_x", (await RefusedAsync(Letter with { Metadata = new Dictionary<string, string> { ["lmn_x"] = "1" } })).Field);
        Assert.Equal("from.address", (await RefusedAsync(Letter with { From = new("boss@evil.example") })).Field);
        Assert.Equal("tags", (await RefusedAsync(Letter with { Tags = [.. Enumerable.Range(0, 11).Select(i => $"{i}")] })).Field);
        await Assert.ThrowsAsync<ArgumentException>(() => hosted.Provider.SendBatchAsync(tooMany, Hosted.Cancel));

        Task<EmailMessageException> RefusedAsync(EmailMessage message) => Assert.ThrowsAsync<EmailMessageException>(() => hosted.Provider.SendBatchAsync(Batch(message, Recipient("a@example.net", "A", "1")), Hosted.Cancel));
    }

    [Fact]
    public async Task A_gate_that_refuses_ends_the_batch_before_it_is_sent_and_behind_a_request_it_is_the_others_value()
    {
        await using var fake = FakeSendGrid.Start();
        using var log = new LogSink();
        using var loggers = new LoggerFactory([log]);
        await using var hosted = new Hosted(fake.BaseAddress, log: loggers.CreateLogger("batch"));
        var lost = new InvalidOperationException("lost");
        Assert.Same(lost, await Record.ExceptionAsync(() => hosted.Provider.SendBatchAsync(Some(2) with { Gate = _ => throw lost }, Hosted.Cancel)));
        Assert.Empty(fake.AcceptedMails);

        var asked = 0;
        var results = await hosted.Provider.SendBatchAsync(
            Batch(Letter, Recipient("a@example.net", "A", "1"), Recipient("b@example.net", "B", new string('x', 6000))) with { Gate = _ => ++asked == 1 ? ValueTask.CompletedTask : throw lost }, Hosted.Cancel);
        Assert.Equal((SendOutcome.Accepted, SendOutcome.Deferred), (results[0].Outcome, results[1].Outcome));
        Assert.Single(fake.AcceptedMails);
        Assert.Single(log.Of(1134));
    }

    [Theory]
    [InlineData("<p>Dear {{name}}, <b>{{sum}}</b></p>")]
    [InlineData("<a href=\"{{url}}\">Shop</a> <a href='https://example.com/{{sum}}'>You</a>")]
    [InlineData("<a href=\"{{url}}\">{{url}}</a> &#123;{name}} {{name}}")]
    [InlineData("<a href=\"https://{{sum}}.example.com/\">Shop</a> https://{{sum}}.example.com <a href=\"https://{{sum}}\">https://{{sum}}</a>")]
    [InlineData("<p>Nothing of one's own</p>")]
    public async Task A_text_derived_from_html_is_what_each_mail_alone_would_have(string html)
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress);
        var recipient = Recipient("a@example.net", "A & B", "1");
        recipient = recipient with { Values = new Dictionary<string, string>(recipient.Values) { ["url"] = "https://example.com/shop?a=1&b=2" } };
        var batch = Batch(new EmailMessage { Subject = "s", Html = html, TextFromHtml = true }, recipient);
        await hosted.Provider.SendBatchAsync(batch, Hosted.Cancel);
        await hosted.Provider.SendAsync(batch.SubmissionOf(batch.Items[0]), Hosted.Cancel);

        var alone = fake.AcceptedMails[1].Json!.Value.GetProperty("content").EnumerateArray().Select(part => part.GetProperty("value").GetString()).ToArray();
        Assert.Equal((alone[0], alone[1]), (Read(fake.AcceptedMails[0], 0).Text, Read(fake.AcceptedMails[0], 0).Html));
    }

    [Fact]
    public async Task A_try_is_the_same_request_as_the_try_before()
    {
        await using var fake = FakeSendGrid.Start();
        await using var hosted = new Hosted(fake.BaseAddress, time: new ManualClock());
        await hosted.Provider.SendBatchAsync(Some(3), Hosted.Cancel);
        await hosted.Provider.SendBatchAsync(Some(3), Hosted.Cancel);

        Assert.Equal(fake.AcceptedMails[0].BodyText, fake.AcceptedMails[1].BodyText);
    }

    private static EmailBatchSubmission Some(int count) => Batch(Letter, [.. Enumerable.Range(0, count).Select(i => Recipient($"r{i}@example.net", $"N{i}", $"{i}"))]);

    private static EmailBatchSubmission Batch(EmailMessage message, params EmailBatchRecipient[] recipients)
    {
        var minted = 0;
        return EmailBatchSubmission.Create(new EmailBatch(message, recipients), () => $"mail-{minted++}@example.com", new DateTimeOffset(2026, 3, 1, 9, 8, 7, TimeSpan.Zero));
    }

    private static EmailBatchRecipient Recipient(string address, string name, string sum) => new(new EmailAddress(address)) { Values = new Dictionary<string, string> { ["name"] = name, ["sum"] = sum } };

    private static ValueTask Count(ref int asked)
    {
        asked++;
        return ValueTask.CompletedTask;
    }

    private static JsonElement Personalization(FakeSendGridRequest mail, int index) => mail.Json!.Value.GetProperty("personalizations")[index];

    // What SendGrid makes of it: each tag in its turn, in the whole of either part.
    private static (string? Subject, string Text, string Html) Read(FakeSendGridRequest mail, int index)
    {
        var one = Personalization(mail, index);
        var parts = mail.Json!.Value.GetProperty("content").EnumerateArray().Select(part => part.GetProperty("value").GetString()!).ToArray();
        if (one.TryGetProperty("substitutions", out var substitutions))
        {
            foreach (var tag in substitutions.EnumerateObject()) parts = [.. parts.Select(part => part.Replace(tag.Name, tag.Value.GetString(), StringComparison.Ordinal))];
        }

        return (one.TryGetProperty("subject", out var subject) ? subject.GetString() : null, parts[0], parts[^1]);
    }
}
